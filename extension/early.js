// Before the first paint: the theme and language chosen in options, so that nothing flashes.
// localStorage mirrors these two words only; the settings themselves are in storage.local.
{
  const root = document.documentElement;
  const theme = localStorage.getItem("theme");
  if (theme) root.dataset.theme = theme;
  root.lang = localStorage.getItem("language") ?? (/^ja\b/i.test(navigator.language) ? "ja" : "en");
}
