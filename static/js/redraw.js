/**
 * When to draw: at once if nothing was drawn for a while, otherwise so that a second holds at
 * most a few drawings. Reasons to draw that come together make one drawing, and all that is
 * drawn on a page takes turns.
 */

import { Turns } from "./turns.js";

/** Drawings that may follow each other without waiting. */
const BURST = 3;

export class Redraw {
  #turns;
  #tokens = BURST;
  #counted = -Infinity;

  /**
   * @param {() => void} draw
   * @param {{measure?: () => void, turns?: Turns}} [how] `measure` is called before anything is
   *   drawn in a frame: what asks for sizes after a drawing lays out the page once more. `turns`
   *   are those of the page, unless a test says otherwise
   */
  constructor(draw, { measure = () => {}, turns = PAGE } = {}) {
    this.draw = draw;
    this.measure = measure;
    this.isDrawn = false;
    this.#turns = turns;
  }

  /** Draw soon. */
  request() {
    this.#turns.add(this);
  }

  /** How long until it may be drawn, in ms. */
  wait(now, earn) {
    this.#earn(now, earn);
    return this.#tokens >= 1 ? 0 : (1 - this.#tokens) * earn;
  }

  #earn(now, earn) {
    this.#tokens = Math.min(BURST, this.#tokens + (now - this.#counted) / earn);
    this.#counted = now;
  }

  /** It is drawn now. */
  spend() {
    this.#tokens = Math.max(0, this.#tokens - 1);
    this.isDrawn = true;
  }
}

const PAGE = new Turns();
