// Watches a page that draws for some time. Answers with the ms from each frame to the next, and
// how old the first reading of each drawing was that had not been drawn before, in ms.
async ({ ms, step, selector }) => {
  const drawn = new Map();
  const waited = [];
  const note = ({ target }) => {
    const newest = Number(target.dataset.lastTime);
    const before = drawn.get(target);
    if (before !== undefined && newest > before) waited.push(Date.now() - before - step);
    drawn.set(target, newest);
  };
  const observer = new MutationObserver((changes) => changes.forEach(note));
  for (const panel of document.querySelectorAll(selector)) {
    observer.observe(panel, { attributes: true, attributeFilter: ["data-last-time"] });
  }
  const frames = [];
  const begun = performance.now();
  let last = await new Promise(requestAnimationFrame);
  while (performance.now() - begun < ms) {
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  observer.disconnect();
  return { frames, waited };
}
