// Fills in the code that the mail's link carries in its fragment. Without it, the code is typed.
"use strict";

const code = document.getElementById("code");
if (code && location.hash) code.value = decodeURIComponent(location.hash.slice(1));
document.getElementById("language").hash = location.hash;
history.replaceState(null, "", location.pathname);
