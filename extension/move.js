// Starts the readers of foreign files in a Web Worker (type "module"). Messages: src/task.rs.
import init, { answer } from "./transfer.js";

const ready = init({ module_or_path: new URL("transfer_bg.wasm", import.meta.url) });

// `null` says that this worker broke down and is gone.
self.onmessage = async ({ data: { request, data } }) => {
  try {
    await ready; // messages that come earlier wait here, in their order
    const reply = answer(request, data);
    self.postMessage(reply, [reply.buffer]);
  } catch {
    self.postMessage(null);
    self.close();
  }
};
