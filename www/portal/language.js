// Takes the fragment along when the language is changed, such as a help desk's offer: no server ever sees it.
"use strict";

document.getElementById("language")?.addEventListener("click", event => {
  if (location.hash) event.currentTarget.hash = location.hash;
});
