/**
 * All that is drawn on a page takes turns: a frame holds as many drawings as leave time for the
 * rest, which is mostly one, and who was asked for first is drawn first. The more there is to
 * draw, and the longer it takes, the less often is each drawn.
 *
 * @typedef {{now(): number, frame(call: () => void): void, later(call: () => void, ms: number):
 *   void, scrolled?: () => number}} Host the browser; `scrolled`: when the page was last scrolled
 */

/** What drawings may take of a frame before the next one waits for another frame, in ms. */
const BUDGET = 5;
/** The same for what has never been drawn: an empty place is worse than a long frame. */
const FIRST_BUDGET = 100;
/** How long a drawing takes to earn at least, and for each of those that are drawn, in ms. */
const EARN = 200;
const EARN_EACH = 24;
/** The share of all time that drawings may take. */
const SHARE = 0.5;
/** What was drawn within this time counts as being drawn, in ms. */
const RECENT = 1000;
/** A page that was scrolled within this time is still being scrolled, in ms. Its frames then are
 * for moving it: what has a picture is drawn anew only this often. */
const SCROLLING = 150;
const EVERY_SCROLLING = 200;

export class Turns {
  #host;
  /** In the order of asking. @type {Set<import("./redraw.js").Redraw>} */
  #waiting = new Set();
  /** When each was drawn last, and how long it took. */
  #drawn = new Map();
  #drawnAt = -Infinity;
  /** Whether a frame is waited for, or a time. @type {"frame" | "time" | null} */
  #plan = null;

  /** @param {Host} [host] */
  constructor(host = BROWSER) {
    this.#host = host;
  }

  /** @param {import("./redraw.js").Redraw} redraw */
  add(redraw) {
    if (this.#waiting.has(redraw)) return;
    this.#waiting.add(redraw);
    if (this.#plan === "frame") return;
    const now = this.#host.now();
    if (this.#plan === null || this.#wait(redraw, now, this.#earn(now)) <= 0) this.#next();
  }

  /** Wait for a frame when something may be drawn, and for the time when it may otherwise. */
  #next() {
    this.#plan = null;
    if (!this.#waiting.size) return;
    const now = this.#host.now();
    const earn = this.#earn(now);
    const wait = Math.min(...[...this.#waiting].map((one) => this.#wait(one, now, earn)));
    this.#plan = wait > 0 ? "time" : "frame";
    if (wait > 0) this.#host.later(() => this.#plan === "time" && this.#next(), Math.max(1, wait));
    else this.#host.frame(() => this.#run());
  }

  #run() {
    const begun = this.#host.now();
    const earn = this.#earn(begun);
    for (const redraw of this.#waiting) redraw.measure();
    for (const redraw of this.#waiting) {
      const took = this.#host.now() - begun;
      const isLate = took >= (redraw.isDrawn ? BUDGET : FIRST_BUDGET);
      if (!isLate && this.#wait(redraw, begun, earn) <= 0) this.#draw(redraw);
    }
    this.#next();
  }

  /** How long until it may be drawn, in ms. */
  #wait(redraw, now, earn) {
    const wait = redraw.wait(now, earn);
    const isScrolling = now - (this.#host.scrolled?.() ?? -Infinity) < SCROLLING;
    if (!isScrolling || !redraw.isDrawn) return wait;
    return Math.max(wait, this.#drawnAt + EVERY_SCROLLING - now);
  }

  #draw(redraw) {
    const begun = this.#host.now();
    this.#waiting.delete(redraw);
    redraw.spend();
    redraw.draw();
    const now = this.#host.now();
    this.#drawn.set(redraw, { at: now, took: now - begun });
    this.#drawnAt = now;
  }

  /** How long each takes to earn a drawing now. */
  #earn(now) {
    let [count, took] = [0, 0];
    for (const [redraw, one] of this.#drawn) {
      if (now - one.at > RECENT) this.#drawn.delete(redraw);
      else [count, took] = [count + 1, took + one.took];
    }
    return Math.max(EARN, EARN_EACH * count, took / SHARE);
  }
}

let scrolledAt = -Infinity;
const onScroll = ({ target }) => {
  // A legend that is scrolled leaves the page where it is.
  if (target === document) scrolledAt = performance.now();
};
globalThis.document?.addEventListener("scroll", onScroll, { passive: true });

const BROWSER = {
  now: () => performance.now(),
  frame: (call) => requestAnimationFrame(call),
  later: (call, ms) => setTimeout(call, ms),
  scrolled: () => scrolledAt,
};
