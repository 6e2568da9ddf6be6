// The first-run page, and the lock on time. No WASM; every listener is registered before anything is awaited.
const api = globalThis.browser ?? globalThis.chrome;

api.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === "install") api.tabs.create({ url: "welcome.html" });
});

api.alarms.onAlarm.addListener(({ name }) => {
  if (name === "lock") lockWhenIdle();
  if (name === "draft") api.storage.session.remove("draft");
});

// The pages write {key, last_used, idle_ms} and set the alarm; last_used may have moved since.
async function lockWhenIdle() {
  const { unlocked } = await api.storage.session.get("unlocked");
  if (!unlocked) return;
  const { last_used, idle_ms } = JSON.parse(unlocked);
  if (idle_ms == null) return; // until the browser closes
  const now = Date.now();
  const due = last_used + idle_ms;
  if (now >= due || now < last_used) await api.storage.session.remove(["unlocked", "clocks", "draft"]);
  else await api.alarms.create("lock", { when: due });
}
