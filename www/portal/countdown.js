// Shows how long something still lasts, and what to do when it is over. Without it, the page says how long it is at first.
"use strict";

const start = performance.now();

function clock(left) {
  const [hours, minutes, seconds] = [left / 3600, (left / 60) % 60, left % 60].map(Math.floor);
  const padded = number => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(seconds)}` : `${minutes}:${padded(seconds)}`;
}

function show(timer) {
  const left = Math.ceil(timer.dataset.seconds - (performance.now() - start) / 1000);
  const time = timer.dataset.unit === "s" ? left : clock(left);
  timer.setAttribute("role", left > 0 ? "timer" : "alert"); // each second of an alert would be read aloud
  timer.textContent = left > 0 ? timer.dataset.left.replace("{}", time) : timer.dataset.over;
  timer.hidden = false;
  if (left > 0) setTimeout(show, 500, timer);
}

document.querySelectorAll("[data-seconds]").forEach(show);
