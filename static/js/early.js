// Loaded before the first paint, so that a chosen theme never flashes the other one.
// A classic script: modules run only after the page is parsed.
(function () {
  let chosen = null;
  try {
    chosen = localStorage.getItem("livecurve.theme");
  } catch {
    // Storage can be forbidden; the system's preference then decides.
  }
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
})();
