// Saves and prints the recovery codes. Without it, the browser's own menu prints.
"use strict";

document.getElementById("keep").hidden = false;
document.getElementById("print").addEventListener("click", () => print());
document.getElementById("download").addEventListener("click", () => {
  const codes = [...document.querySelectorAll("#codes li")].map((code) => code.textContent);
  const file = new Blob([codes.join("\r\n") + "\r\n"], { type: "text/plain" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: "recovery-codes.txt" });
  link.click();
  URL.revokeObjectURL(link.href);
});
