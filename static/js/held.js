/** Frames that are kept for later, up to a bound, and how many new readings are in them. */

import { asksAgain } from "./frames.js";
import { Tally } from "./tally.js";

/** More readings than these are cheaper to query again. */
const MOST = 100_000;

export class Held {
  #tally = new Tally();
  #kept = 0;
  /** @type {import("./frames.js").Frame[]} */
  frames = [];
  /** Whether the frames alone do not make the curves right. */
  asksAgain = false;

  constructor(most = MOST) {
    this.most = most;
  }

  /** New readings so far. */
  get count() {
    return this.#tally.count;
  }

  /** @param {import("./frames.js").Frame} frame */
  add(frame) {
    this.#tally.add(frame);
    this.asksAgain ||= asksAgain(frame);
    const points = Object.values(frame.series ?? {});
    this.#kept += points.reduce((sum, { length }) => sum + length, 1);
    if (this.#kept <= this.most) this.frames.push(frame);
    else this.#forget();
  }

  #forget() {
    this.frames = [];
    this.asksAgain = true;
  }
}
