// Turns the key page to "done" by itself and copies the key. Without it, a link and the mouse do.
"use strict";

const waiting = document.getElementById("waiting");

async function look() {
  const answer = await fetch("/key/state", { cache: "no-store" }).catch(() => null);
  const { state } = answer?.ok ? await answer.json().catch(() => ({})) : {};
  if (answer?.redirected) location.replace("/"); // nobody is signed in any more
  else if (state === "done") location.replace("/done");
  else setTimeout(look, 1500);
}

if (waiting) {
  waiting.hidden = false;
  look();
}

const copy = document.getElementById("copy");
if (copy) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("key").textContent.replace(/\s/g, ""));
    copy.textContent = copy.dataset.copied;
  });
}
