// Finds what a person sees by its words. An expression: a function of the part of the page to look in (the name of
// a section or group, null for all of it) that gives an object of functions.
(scope => {
  "use strict";
  const squeeze = text => (text ?? "").replace(/[\s\u3000]+/g, " ").trim();

  const visible = element => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && !element.closest("[inert]");
  };

  // The words of an element as a screen reader says them: pictures speak by their label, ornaments not at all.
  const said = node => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") return "";
    if (!node.checkVisibility({ visibilityProperty: true })) return "";
    const label = node.getAttribute("aria-label");
    if (label) return ` ${label} `;
    if (node instanceof HTMLImageElement) return ` ${node.alt} `;
    const inner = [...node.childNodes].map(said).join("");
    return getComputedStyle(node).display.startsWith("inline") ? inner : ` ${inner} `;
  };

  const byId = (element, attribute) => squeeze((element.getAttribute(attribute) ?? "").split(/\s+/)
    .map(id => document.getElementById(id)?.textContent ?? "").join(" "));

  const name = element => byId(element, "aria-labelledby")
    || squeeze(element.getAttribute("aria-label"))
    || (element.labels?.length ? squeeze([...element.labels].map(labelText).join(" ")) : "")
    || (["button", "submit"].includes(element.type) && squeeze(element.value))
    || squeeze(said(element))
    || squeeze(element.title)
    || squeeze(element.placeholder);

  // A label may wrap its field; the options of a select are no part of its name.
  const labelText = label => {
    const copy = label.cloneNode(true);
    for (const part of copy.querySelectorAll("input, select, textarea, button, [aria-hidden=true]")) part.remove();
    return copy.textContent;
  };

  const root = () => {
    if (scope === null) return document.body;
    const parts = document.querySelectorAll("section, fieldset, form, dialog, [role=region], [role=group]");
    const found = [...parts].find(part => visible(part) && name(part) === squeeze(scope));
    if (!found) throw new Error(`there is no part “${scope}”`);
    return found;
  };

  const kinds = {
    press: "button, a[href], summary, input[type=button], input[type=submit], input[type=checkbox], "
      + "input[type=radio], label, [role=button], [role=tab], [role=menuitem], [role=option], [role=checkbox], "
      + "[role=radio], [role=switch], [role=link]",
    field: "input, textarea, select",
    heading: "h1, h2, h3, h4, legend, [role=heading]",
    any: "*",
  };

  // The best matches: the same words; else beginning with them; else containing them.
  const find = (kind, words) => {
    const wanted = squeeze(words);
    const seen = [...root().querySelectorAll(kinds[kind])].filter(visible).map(element => [element, name(element)]);
    for (const fits of [n => n === wanted, n => n.startsWith(wanted), n => n.includes(wanted)]) {
      const found = seen.filter(([, n]) => fits(n)).map(([element]) => element);
      // Of nested ones the innermost; a label stands for its field.
      const inner = found.filter(one => !found.some(other => one !== other && one.contains(other)))
        .filter(one => !(one instanceof HTMLLabelElement && found.includes(one.control)));
      if (inner.length) return inner;
    }
    return [];
  };

  const sole = (kind, words) => {
    const found = find(kind, words);
    if (found.length > 1) throw new Error(`${found.length} things are called “${words}”`);
    return found[0];
  };

  // What lies in the middle of an element, and whether that belongs to it. A part that scrolls may hide it, too.
  const middle = element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const hit = document.elementFromPoint(x, y);
    const around = hit?.contains(element) && hit !== document.body && hit !== document.documentElement;
    const own = element.contains(hit) || around || [...(element.labels ?? [])].some(label => label.contains(hit));
    return { x, y, hit, own };
  };

  const intoView = element => {
    const { top, left, bottom, right } = element.getBoundingClientRect();
    if (top < 0 || left < 0 || bottom > innerHeight || right > innerWidth || !middle(element).own) {
      element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    }
  };

  // Where to click, or why not yet.
  const target = element => {
    if (!element) return { why: "not to be seen" };
    if (element.disabled || element.getAttribute("aria-disabled") === "true") return { why: "disabled" };
    intoView(element);
    const { x, y, hit, own } = middle(element);
    if (!hit) return { why: "outside of the window" };
    if (!own) return { why: `covered by <${hit.tagName.toLowerCase()} class="${hit.className}">` };
    aimAt(element, hit);
    return { x, y };
  };

  // Notes whether the next click arrives at `element`, which may move away under the pointer, or where `hit` lay in its
  // place. What is kept in the page's own window is found again by the next call, until another document comes.
  const page = document.defaultView;
  const aimAt = (element, hit) => {
    if (!page.warifuAim) {
      page.addEventListener("click", ({ target }) => {
        const { element, hit } = page.warifuAim;
        page.warifuAim.hits ||= element.contains(target) || target === hit
          || [...(element.labels ?? [])].some(label => label.contains(target));
      }, true);
    }
    page.warifuAim = { element, hit, hits: false };
  };

  return {
    point: (kind, words) => target(sole(kind, words)),
    pointNth: (kind, words, nth) => target(find(kind, words)[nth]),
    missed: () => page.warifuAim?.hits === false,
    count: (kind, words) => find(kind, words).length,
    text: () => squeeze(said(root())),
    value: words => sole("field", words)?.value ?? null,
    checked: words => sole("press", words)?.checked ?? sole("field", words)?.checked ?? null,
    options: words => [...(sole("field", words)?.options ?? [])].map(option => squeeze(option.text)),
    chosen: words => {
      const field = sole("field", words);
      return field?.selectedOptions ? squeeze(field.selectedOptions[0]?.text) : null;
    },
    focused: () => (document.activeElement === document.body ? "" : name(document.activeElement)),
    focus: words => sole("field", words).focus(),
  };
})
