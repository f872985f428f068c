// `benchReady` is a promise of what a dashboard took from navigation, in ms: until every panel
// had its readings, and until the first frame after the last of them was drawn.
window.benchReady = new Promise((resolve, reject) => {
  let filled = null;
  const look = () => {
    const panels = [...document.querySelectorAll("#grid [data-panel-id]")];
    if (!panels.length || !panels.every(({ dataset }) => dataset.state === "ready")) return;
    filled ??= performance.now();
    if (!panels.every(({ dataset }) => dataset.lastTime)) return;
    observer.disconnect();
    // The next frame begins once this one was handed to the screen.
    requestAnimationFrame(() => resolve([filled, performance.now()]));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["data-state", "data-last-time"],
  });
  setTimeout(() => reject(new Error("Not all panels were drawn in 20 s.")), 20_000);
});
