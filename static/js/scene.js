/** A dashboard in a frame of its own: closed, it leaves nothing behind. */

/** Longer than that nobody waits for a dashboard to be drawn, in ms: it is shown as it is. */
const PATIENCE = 15_000;
const LOOK = 100;

/**
 * @param {HTMLElement} stage
 * @param {import("./rotation.js").Entry} entry
 * @returns {import("./rotation.js").Scene}
 */
export function sceneOf(stage, entry) {
  const frame = document.createElement("iframe");
  frame.title = entry.title;
  frame.tabIndex = -1;
  frame.setAttribute("inert", "");
  frame.src = `/d/${encodeURIComponent(entry.slug)}/?kiosk`;
  let isOpen = true;
  const ready = new Promise((settle) => {
    frame.addEventListener("load", () => waitFor(frame, () => isOpen).then(settle), { once: true });
    setTimeout(() => settle(pageIn(frame) !== null), PATIENCE);
  });
  stage.append(frame);
  return {
    ready,
    show: () => frame.setAttribute("data-shown", ""),
    close: () => {
      isOpen = false;
      frame.remove();
    },
  };
}

/** Whether the frame has come to hold a dashboard that is drawn. */
async function waitFor(frame, isOpen) {
  const begun = performance.now();
  while (isOpen() && performance.now() - begun < PATIENCE) {
    const page = pageIn(frame);
    if (!page) return false;
    if (page.documentElement.hasAttribute("data-drawn")) return true;
    await new Promise((done) => setTimeout(done, LOOK));
  }
  return true;
}

/** The page of a frame; null for one that is no dashboard, such as the browser's own of an error. */
function pageIn(frame) {
  const page = frame.contentDocument;
  return page?.querySelector("#grid") ? page : null;
}
