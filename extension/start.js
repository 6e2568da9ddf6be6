// Starts the page's WASM; storage is read meanwhile.
import init, { start } from "./ui.js";

globalThis.browser ??= globalThis.chrome;
const local = browser.storage.local.get(null);
const session = browser.storage.session.get(null);
await init({ module_or_path: new URL("ui_bg.wasm", import.meta.url) });
start(document.body.dataset.page, local, session);
