/** A range of a part of a page: as `RangeHistory`, but not in the address. */

import { between, sameRange } from "./timerange.js";

export class HeldRange {
  #onChange;
  #before = [];

  /**
   * @param {import("./timerange.js").Range} range
   * @param {() => void} onChange
   */
  constructor(range, onChange) {
    this.range = range;
    this.#onChange = onChange;
  }

  /** How many steps of zooming lead back to where it began. */
  get depth() {
    return this.#before.length;
  }

  /** @param {import("./timerange.js").Range} range */
  go(range) {
    if (sameRange(range, this.range)) return;
    this.#before.push(this.range);
    this.#change(range);
  }

  zoom(from, to) {
    this.go(between(from, to));
  }

  /** One of many small steps. */
  glide(range) {
    this.go(range);
  }

  /** Back to before the last change. */
  out() {
    if (this.depth) this.#change(this.#before.pop());
  }

  #change(range) {
    this.range = range;
    this.#onChange();
  }
}
