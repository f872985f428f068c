// Gathers in `benchDrawn` when a panel was drawn anew and up to which reading:
// [time of day of the frame after, time of the newest reading], both in ms.
{
  window.benchDrawn = [];
  const note = ({ target }) => {
    const newest = Number(target.dataset.lastTime);
    requestAnimationFrame(() => window.benchDrawn.push([Date.now(), newest]));
  };
  new MutationObserver((changes) => changes.forEach(note)).observe(document, {
    subtree: true,
    childList: false,
    attributes: true,
    attributeFilter: ["data-last-time"],
  });
}
