/** The range in the address: changed by the picker and by zooming, taken back by the browser. */

import { between, fromParams, sameRange } from "./timerange.js";

/** Small steps within so many ms of each other are one. */
const GLIDE = 1500;

export class RangeHistory {
  #fallback;
  #onChange;

  /**
   * @param {import("./timerange.js").Range} fallback without any in the address
   * @param {() => void} onChange
   */
  constructor(fallback, onChange) {
    this.#fallback = { start: fallback.start, end: fallback.end };
    this.#onChange = onChange;
    this.range = this.#read();
    addEventListener("popstate", () => this.#restored());
  }

  #read() {
    return fromParams(new URLSearchParams(location.search), this.#fallback);
  }

  #restored() {
    const range = this.#read();
    if (sameRange(range, this.range)) return;
    this.range = range;
    this.#onChange();
  }

  /** How many steps of zooming lead back to where it began. */
  get depth() {
    return history.state?.depth ?? 0;
  }

  /**
   * @param {import("./timerange.js").Range} range
   * @param {number} [depth]
   * @param {boolean} [inPlace] whether the step before becomes this one
   */
  go({ start, end }, depth = 0, inPlace = false) {
    if (sameRange({ start, end }, this.range)) return;
    this.range = { start, end };
    const address = new URL(location.href);
    address.searchParams.set("start", start);
    address.searchParams.set("end", end);
    if (inPlace) history.replaceState({ depth, glides: true }, "", address);
    else history.pushState({ depth }, "", address);
    this.#onChange();
  }

  zoom(from, to) {
    this.go(between(from, to), this.depth + 1);
  }

  /** One of many small steps, by a wheel or fingers: together they are one of the browser's. */
  glide(range) {
    const goesOn = history.state?.glides === true && Date.now() - this.#glidedAt < GLIDE;
    const { depth } = this;
    if (!goesOn) history.pushState({ depth: depth + 1, glides: true }, "", location.href);
    this.#glidedAt = Date.now();
    this.go(range, this.depth, true);
  }

  #glidedAt = 0;

  /** Back to before the last zoom; without one, twice as wide around the middle. */
  out(span) {
    if (this.depth > 0) {
      history.back();
      return;
    }
    if (!span) return;
    const half = (span.end - span.start) / 2;
    this.go(between(span.start - half, Math.min(span.end + half, Date.now())));
  }
}
