// Adds accounts one after the other as fast as the page takes them, through its own buttons and fields.
// `window.saved` names those that the list has shown, `window.saving` the one that is on its way.
(({ add, type, issuer, secret, ok, keys }) => {
  const until = async look => {
    for (;;) {
      const found = look();
      if (found) return found;
      await new Promise(done => setTimeout(done));
    }
  };
  const button = words => [...document.querySelectorAll("button")]
    .find(one => (one.getAttribute("aria-label") ?? one.textContent).trim().startsWith(words) && one.checkVisibility());
  const press = async words => (await until(() => button(words))).click();
  const enter = async (label, text) => {
    const labelled = () => [...document.querySelectorAll("label")].find(one => one.textContent === label)?.control;
    const field = await until(labelled);
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  window.saved = [];
  (async () => {
    for (const [name, key] of keys) {
      if (!button(type)) await press(add);
      await press(type);
      await enter(issuer, name);
      await enter(secret, key);
      window.saving = name;
      await press(ok);
      await until(() => !document.querySelector("form") && document.body.textContent.includes(name));
      window.saved.push(name);
      window.saving = null;
    }
  })().catch(error => { window.broken = String(error); });
  return 1;
})
