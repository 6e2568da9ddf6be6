// Runs in Firefox's own window, with its rights. Every function answers one call of the Rust side.
"use strict";
const system = Services.scriptSecurityManager.getSystemPrincipal();
const pause = ms => new Promise(done => setTimeout(done, ms));
const events = {};
Services.scriptloader.loadSubScript("chrome://remote/content/external/EventUtils.js", Object.assign(events, {
  window, parent: window, _EU_Ci: Ci, _EU_Cc: Cc,
}));
const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
const { ExtensionPermissions } = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");

const windows = () => [...Services.wm.getEnumerator("navigator:browser")];
const front = () => Services.wm.getMostRecentWindow("navigator:browser");
const tabs = () => windows().flatMap(win => [...win.gBrowser.tabs]);
const popups = () => windows().flatMap(win => [...win.document.querySelectorAll(".webextension-popup-browser")]);
const windowOf = element => element.ownerDocument.defaultView;
const describe = (browser, place) => ({ id: String(browser.browserId), url: browser.currentURI.spec, place });

const browserOf = id => {
  const found = [...popups(), ...tabs().map(tab => tab.linkedBrowser)].find(b => String(b.browserId) === id);
  if (!found) throw new Error("the document has been closed");
  return found;
};
const tabOf = id => tabs().find(tab => String(tab.linkedBrowser.browserId) === id);

const until = async (what, look) => {
  let why = "";
  for (const end = Date.now() + 15_000; Date.now() < end; await pause(25)) {
    const found = await Promise.resolve().then(look).catch(error => { why = `, ${error.message}`; });
    if (found) return found;
  }
  throw new Error(`${what}: not within 15 s${why}`);
};

const inPage = (browser, code, limit) => new Promise((done, fail) => {
  const name = "warifu:" + Math.random();
  const manager = browser.messageManager;
  const timer = setTimeout(() => finish({ error: "no answer from the page" }), limit);
  const finish = answer => {
    clearTimeout(timer);
    manager.removeMessageListener(name, listen);
    "error" in answer ? fail(new Error(answer.error)) : done(answer.value);
  };
  const listen = message => finish(message.data);
  manager.addMessageListener(name, listen);
  manager.loadFrameScript("data:;charset=utf-8," + encodeURIComponent(`(() => {
    const tell = answer => sendAsyncMessage(${JSON.stringify(name)}, answer);
    const fail = error => tell({ error: String(error) });
    try {
      ${code}
    } catch (error) { fail(error); }
  })()`), false);
});

const evaluate = (browser, expression, limit = 25_000) => inPage(browser, `
  const box = new Cu.Sandbox(content.document.nodePrincipal,
    { sandboxPrototype: content, wantXrays: false, sameZoneAs: content });
  const code = "(async () => JSON.stringify((await (" + ${JSON.stringify(expression)} + ")) ?? null))()";
  Cu.evalInSandbox(code, box).then(value => tell({ value: JSON.parse(value) }), fail);`, limit);

// A question asked while one document gives way to the next may get no answer.
const loaded = browser => until("the page to load", async () => {
  const state = await evaluate(browser, "document.readyState + ' ' + location.href", 2_000);
  if (state.startsWith("complete ") && !state.endsWith("about:blank")) return true;
  throw new Error(state);
});

const openIn = async (win, url) => {
  const tab = win.gBrowser.addTab(url, { triggeringPrincipal: system });
  win.gBrowser.selectedTab = tab;
  await loaded(tab.linkedBrowser);
  return describe(tab.linkedBrowser, "tab");
};

// Page coordinates are CSS pixels of the page; the window's are its own. The zoom in force is a rounded one.
const place = async (browser, x, y) => {
  const { left, top } = browser.getBoundingClientRect();
  const zoom = await evaluate(browser, "devicePixelRatio") / windowOf(browser).devicePixelRatio;
  return [left + x * zoom, top + y * zoom];
};

const heard = [];

// What the browser itself notes when a page is closed while it waits for an answer, as a popup may be at any moment.
const left = /^Promise (resolved|rejected) (after context unloaded|while context is inactive)/;

return {
  async listen(origin) {
    const ours = url => url?.startsWith(origin);
    Services.console.registerListener({
      observe(message) {
        if (!(message instanceof Ci.nsIScriptError) || !ours(message.sourceName)) return;
        const csp = message.category.startsWith("CSP");
        if (left.test(message.errorMessage)) return;
        if (csp || !(message.flags & Ci.nsIScriptError.warningFlag)) heard.push("log: " + message.message);
      },
    });
    Services.obs.addObserver(subject => {
      const channel = subject.QueryInterface(Ci.nsIChannel);
      const { loadingPrincipal, triggeringPrincipal } = channel.loadInfo;
      const from = [loadingPrincipal, triggeringPrincipal].some(p => ours(p?.spec) || ours(p?.originNoSuffix));
      if (from) heard.push("request: " + channel.URI.spec);
    }, "http-on-opening-request");
    Services.ppmm.addMessageListener("warifu:console", ({ data }) => {
      if (ours(data.from) && ["error", "assert"].includes(data.level)) heard.push("console." + data.text);
    });
    Services.ppmm.loadProcessScript("data:;charset=utf-8," + encodeURIComponent(`
      const storage = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
      storage.addLogEventListener(subject => {
        const { level, filename, arguments: said } = subject.wrappedJSObject;
        const text = level + ": " + Array.from(said, String).join(" ");
        Services.cpmm.sendAsyncMessage("warifu:console", { level, from: filename, text });
      }, Services.scriptSecurityManager.getSystemPrincipal());`), true);
  },

  problems: async () => heard,

  open: url => openIn(front(), url),

  // As on the page of add-ons, which loads the extension anew: not before its first page is drawn, or that logs errors.
  async allowPrivate(id, greets) {
    const first = () => tabs().find(({ linkedBrowser: { currentURI } }) => currentURI.schemeIs("moz-extension"));
    if (greets) {
      await until("the first page to be drawn", () =>
        first() && evaluate(first().linkedBrowser, "!!document.querySelector('h1')", 2_000));
    }
    await ExtensionPermissions.add(id, { permissions: ["internal:privateBrowsingAllowed"], origins: [] });
    await (await AddonManager.getAddonByID(id)).reload();
  },

  async openPrivate(url) {
    const win = front().OpenBrowserWindow({ private: true });
    await until("the private window", () => win.gBrowserInit?.delayedStartupFinished);
    return openIn(win, url);
  },

  documents: async () => [
    ...tabs().map(tab => describe(tab.linkedBrowser, "tab")),
    ...popups().map(browser => describe(browser, "popup")),
  ],

  async activate(id) {
    const tab = tabOf(id);
    windowOf(tab).focus();
    windowOf(tab).gBrowser.selectedTab = tab;
    tab.linkedBrowser.focus();
  },

  async close(id) {
    const tab = tabOf(id);
    tab ? windowOf(tab).gBrowser.removeTab(tab) : browserOf(id).closest("panel").hidePopup();
    await until("the document to close", () => ![...tabs().map(t => t.linkedBrowser), ...popups()]
      .some(browser => String(browser.browserId) === id));
  },

  evaluate: (id, expression) => evaluate(browserOf(id), expression),

  atStart: (id, script) => inPage(browserOf(id), `
    addEventListener("DOMWindowCreated", ({ target }) => {
      const win = target.defaultView;
      const box = new Cu.Sandbox(target.nodePrincipal, { sandboxPrototype: win, wantXrays: false, sameZoneAs: win });
      Cu.evalInSandbox(${JSON.stringify(script)}, box);
    });
    tell({ value: null });`, 5_000),

  async navigate(id, url) {
    browserOf(id).fixupAndLoadURIString(url, { triggeringPrincipal: system });
  },

  async mouse(id, type, x, y, button, buttons, pen) {
    const browser = browserOf(id);
    const win = windowOf(browser);
    const inputSource = pen ? win.MouseEvent.MOZ_SOURCE_PEN : win.MouseEvent.MOZ_SOURCE_MOUSE;
    const event = { type, button, buttons, clickCount: 1, inputSource, isSynthesized: false };
    events.synthesizeMouseAtPoint(...await place(browser, x, y), event, win);
  },

  // The window takes no touches for a page, so they are made where Marionette makes them: in the page's process.
  touch: (id, type, x, y) => inPage(browserOf(id), `
    const events = { window: content, parent: content, _EU_Ci: Ci, _EU_Cc: Cc };
    Services.scriptloader.loadSubScript("chrome://remote/content/external/EventUtils.js", events);
    events.synthesizeTouchAtPoint(${x}, ${y}, { type: "${type}", id: 1, rx: 1, ry: 1, force: 1 }, content);
    tell({ value: null });`, 5_000),

  async press(id, key, modifiers) {
    const browser = browserOf(id);
    browser.focus();
    events.synthesizeKey(key, modifiers, windowOf(browser));
    await evaluate(browser, "new Promise(done => setTimeout(done))");
  },

  async type(id, text) {
    const browser = browserOf(id);
    browser.focus();
    for (const letter of text) events.synthesizeKey(letter, {}, windowOf(browser));
    await evaluate(browser, "new Promise(done => setTimeout(done))");
  },

  chooseFiles: (id, input, paths) => inPage(browserOf(id), `
    const box = new Cu.Sandbox(content.document.nodePrincipal,
      { sandboxPrototype: content, wantXrays: false, sameZoneAs: content });
    const field = Cu.unwaiveXrays(Cu.evalInSandbox(${JSON.stringify(input)}, box));
    Promise.all(${JSON.stringify(paths)}.map(path => content.File.createFromFileName(path))).then(files => {
      field.mozSetFileArray(files);
      for (const type of ["input", "change"]) field.dispatchEvent(new content.Event(type, { bubbles: true }));
      tell({ value: null });
    }).catch(fail);`, 5_000),

  // A headless Firefox has no drags from outside and no pictures in its clipboard: the page gets the event they end in.
  bring: (id, at, path) => inPage(browserOf(id), `
    const box = new Cu.Sandbox(content.document.nodePrincipal,
      { sandboxPrototype: content, wantXrays: false, sameZoneAs: content });
    const dispatch = Cu.evalInSandbox(${JSON.stringify(`((file, at) => {
      const data = new DataTransfer();
      data.items.add(file);
      const target = document.elementFromPoint(...at ?? [0, 0]);
      const all = { bubbles: true, cancelable: true, dataTransfer: data };
      const paste = Object.defineProperty(new ClipboardEvent("paste", all), "clipboardData", { value: data });
      const events = at ? ["dragenter", "dragover", "drop"].map(type => new DragEvent(type, all)) : [paste];
      for (const event of events) target.dispatchEvent(event);
      return data.files.length;
    })`)}, box);
    content.File.createFromFileName(${JSON.stringify(path)}, { type: ${JSON.stringify(path.endsWith(".png") ? "image/png" : "")} }).then(file => {
      tell({ value: dispatch(file, Cu.cloneInto(${JSON.stringify(at)}, content)) });
    }).catch(fail);`, 5_000),

  async clickAction(id, addon) {
    await this.activate(id);
    const win = windowOf(tabOf(id));
    const { extension } = WebExtensionPolicy.getByID(addon);
    await ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(win);
    // The popup loads in a hidden browser first, which is then swapped for the one in the panel.
    return until("the popup", async () => {
      const popup = popups().find(browser => windowOf(browser) === win);
      const loaded = popup?.messageManager && await evaluate(popup, "document.readyState === 'complete'", 500);
      return loaded && popup.closest("panel").state === "open" && describe(popup, "popup");
    });
  },

  // Synthesised events do not roll up panels as the window system's do.
  async leavePopup() {
    for (const popup of popups()) popup.closest("panel").hidePopup();
    await until("the popup to close", () => popups().length === 0);
  },

  async zoom(id, factor) {
    const browser = browserOf(id);
    await windowOf(browser).FullZoom.setZoom(factor, browser);
  },

  async picture(id) {
    const browser = browserOf(id);
    const scale = windowOf(browser).devicePixelRatio;
    const shot = await browser.browsingContext.currentWindowGlobal.drawSnapshot(null, scale, "white");
    const canvas = new OffscreenCanvas(shot.width, shot.height);
    canvas.getContext("2d").drawImage(shot, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
    return bytes.toBase64();
  },

  async setClipboard(text) {
    Cc["@mozilla.org/widget/clipboardhelper;1"].getService(Ci.nsIClipboardHelper).copyString(text);
  },

  async clipboard() {
    const transfer = Cc["@mozilla.org/widget/transferable;1"].createInstance(Ci.nsITransferable);
    transfer.init(null);
    transfer.addDataFlavor("text/plain");
    Services.clipboard.getData(transfer, Ci.nsIClipboard.kGlobalClipboard, front().browsingContext.currentWindowContext);
    const data = {};
    transfer.getTransferData("text/plain", data);
    return data.value.QueryInterface(Ci.nsISupportsString).data;
  },
};
