// Shows how long something still counts, and what to do when it no longer does. Without it, the page says how long it is at first.
"use strict";

const start = performance.now();

function show(timer) {
  const left = Math.ceil(timer.dataset.seconds - (performance.now() - start) / 1000);
  const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  timer.textContent = left > 0 ? timer.dataset.left.replace("{}", time) : timer.dataset.over;
  timer.hidden = false;
  if (left > 0) setTimeout(show, 500, timer);
  else timer.setAttribute("role", "alert");
}

document.querySelectorAll("[data-seconds]").forEach(show);
