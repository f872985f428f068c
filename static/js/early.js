// Loaded before the first paint, so that a chosen theme never flashes the other one, nor a
// screen without the bar the bar; and the
// worker with the stream starts while the page's modules load: whoever asks for it later gets
// the same one. A classic script: modules run only after the page is parsed.
(function () {
  let chosen = null;
  try {
    chosen = localStorage.getItem("livecurve.theme");
  } catch {
    // Storage can be forbidden; the system's preference then decides.
  }
  // What an account has chosen stands in the page already.
  const ofAccount = document.documentElement.dataset.theme;
  if (!ofAccount && (chosen === "light" || chosen === "dark")) {
    document.documentElement.dataset.theme = chosen;
  }
  if (new URLSearchParams(location.search).has("kiosk")) {
    document.documentElement.dataset.kiosk = "";
  }
  const worker = document.querySelector('meta[name="livecurve-worker"]');
  try {
    if (worker) new SharedWorker(worker.content, { type: "module", name: "livecurve" });
  } catch {
    // A browser without such workers: the page opens its stream itself.
  }
})();
