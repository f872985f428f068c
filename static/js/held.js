/**
 * Frames that are kept for later, up to a bound, and how many new readings there are in them:
 * each counts once, also when a stream that was cut tells it again.
 */

import { asksAgain } from "./frames.js";

/** More readings than these are cheaper to query again. */
const MOST = 100_000;

export class Held {
  #newest = new Map();
  #kept = 0;
  /** @type {import("./frames.js").Frame[]} */
  frames = [];
  /** New readings so far. */
  count = 0;
  /** Whether the frames alone do not make the curves right. */
  asksAgain = false;

  constructor(most = MOST) {
    this.most = most;
  }

  /** @param {import("./frames.js").Frame} frame */
  add(frame) {
    for (const [id, points] of Object.entries(frame.series ?? {})) this.#note(id, points);
    this.asksAgain ||= asksAgain(frame);
    if (this.#kept <= this.most) this.frames.push(frame);
    else this.#forget();
  }

  #note(id, points) {
    const newest = this.#newest.get(id) ?? -Infinity;
    this.count += points.filter(([time]) => time > newest).length;
    this.#kept += points.length + 1;
    this.#newest.set(id, Math.max(newest, points.at(-1)?.[0] ?? newest));
  }

  #forget() {
    this.frames = [];
    this.asksAgain = true;
  }
}
