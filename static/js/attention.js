/**
 * Whether anybody looks: panels out of sight are not drawn, and a page that nobody has looked at
 * for a while lets its stream go.
 */

/** A stream is let go when nobody has looked at the page for so long, in ms. */
const UNSEEN = 30_000;
/** Panels are drawn a little before they come into sight. */
const MARGIN = "64px";

export class Attention {
  #board;
  #timer;
  #observer = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: MARGIN });

  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.#board = board;
    document.addEventListener("visibilitychange", () => this.#looked());
    addEventListener("online", () => board.live.wake());
  }

  /** @param {import("./panel.js").Panel[]} panels in place of those before */
  watch(panels) {
    this.#observer.disconnect();
    for (const { element } of panels) this.#observer.observe(element);
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const panel = this.#board.panels.find(({ element }) => element === target);
      if (panel) panel.visible = isIntersecting;
    }
  }

  #looked() {
    const { live, panels } = this.#board;
    clearTimeout(this.#timer);
    if (document.hidden) {
      this.#timer = setTimeout(() => live.suspend(), UNSEEN);
      return;
    }
    if (live.connection === "stopped") live.wake();
    for (const panel of panels) panel.draw();
  }
}
