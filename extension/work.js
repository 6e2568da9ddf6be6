// Starts the heavy parts in a Web Worker (type "module"). Messages: src/task.rs.
import init, { answer } from "./worker.js";

const ready = init({ module_or_path: new URL("worker_bg.wasm", import.meta.url) });

// Numbers say how far reading has come. `null` says that this worker broke down and is gone.
self.onmessage = async ({ data: { request, data } }) => {
  try {
    await ready; // messages that come earlier wait here, in their order
    const reply = answer(request, data, (pass) => self.postMessage(pass));
    self.postMessage(reply, [reply.buffer]);
  } catch {
    self.postMessage(null);
    self.close();
  }
};
