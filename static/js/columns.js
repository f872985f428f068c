/**
 * The columns behind one curve: what a query answered, then what came live. Always ascending,
 * each time once, gaps as points with null, and never more than a bound.
 */

import { fold, foldColumn } from "./fold.js";

/** @typedef {import("./fold.js").Point} Point */

/** Points for each pixel of the plot: M4 keeps at most four, gaps may add some. */
const POINTS_A_PIXEL = 5;

export class Columns {
  /** @param {number} width of the plot in pixels, which bounds how many points are kept */
  constructor(width) {
    this.limit = Math.max(64, Math.ceil(width) * POINTS_A_PIXEL);
    /** @type {Point[]} */
    this.points = [];
    /** The columns' width in ms, 0 while the points are raw readings. */
    this.resolution = 0;
    /** The series' median step in ms; null when it is not known. */
    this.interval = null;
  }

  /**
   * Take a query's answer in place of all that was here.
   * @param {{points: Point[], resolution?: number, interval?: number | null}} answer
   */
  replace({ points, resolution = 0, interval = null }) {
    this.points = points.slice();
    this.resolution = resolution;
    this.interval = interval;
    if (this.points.length > 2 * this.limit) this.#coarsen();
  }

  /**
   * Add live points. Those that are not later than the newest were answered already.
   * @param {Point[]} points ascending
   * @returns {number} how many were taken
   */
  append(points) {
    let taken = 0;
    for (const [time, value] of points) {
      if (value === null || !(time > this.newest)) continue;
      this.#push(time, value);
      taken += 1;
    }
    if (this.points.length > this.limit && taken) this.#coarsen();
    return taken;
  }

  #push(time, value) {
    const last = this.points.at(-1);
    if (last && time - last[0] > this.#longest()) this.points.push([(last[0] + time) / 2, null]);
    this.points.push([time, value]);
    if (this.resolution > 0) this.#foldTail();
  }

  /** Only the column that the newest point is in can have changed. */
  #foldTail() {
    const name = Math.floor(this.newest / this.resolution);
    let from = this.points.length;
    while (from > 0 && this.#isIn(this.points[from - 1], name)) from -= 1;
    if (this.points.length - from > 2) {
      this.points.push(...foldColumn(this.points.splice(from)));
    }
  }

  #isIn([time, value], name) {
    return value !== null && Math.floor(time / this.resolution) === name;
  }

  /**
   * Drop what has scrolled out, but for the last point before `start`: the line comes from it.
   * @param {number} start
   */
  trim(start) {
    let outside = 0;
    while (outside < this.points.length && this.points[outside][0] < start) outside += 1;
    if (outside > 1) this.points.splice(0, outside - 1);
  }

  /** Time of the newest point, -Infinity when there is none. */
  get newest() {
    return this.points.at(-1)?.[0] ?? -Infinity;
  }

  /** The newest reading, or null. */
  get last() {
    return this.points.at(-1) ?? null;
  }

  /** Distances above this are gaps, as on the server. */
  #longest() {
    if (!this.interval) return Infinity;
    return Math.max(4 * this.interval, 2 * this.resolution);
  }

  /** Too many points: widen the columns until what is here fits into half the bound. */
  #coarsen() {
    const all = this.points.filter((point) => point[1] !== null);
    const span = all.at(-1)[0] - all[0][0];
    let resolution = Math.max(this.resolution, (span * POINTS_A_PIXEL) / this.limit);
    let folded = fold(all, resolution);
    while (folded.length > this.limit / 2) {
      resolution *= 2;
      folded = fold(folded, resolution);
    }
    this.resolution = resolution;
    this.points = [];
    for (const point of folded) {
      const last = this.points.at(-1);
      if (last && point[0] - last[0] > this.#longest()) {
        this.points.push([(last[0] + point[0]) / 2, null]);
      }
      this.points.push(point);
    }
  }

  /**
   * Lowest and highest value between two times; null when there is none.
   * @returns {{min: number, max: number} | null}
   */
  bounds(start, end) {
    let [min, max] = [Infinity, -Infinity];
    for (const [time, value] of this.points) {
      if (value === null || time < start || time > end) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return min <= max ? { min, max } : null;
  }

  /**
   * The point nearest to a time, or null when a gap or the curve's end is nearer.
   * @param {number} time
   * @param {number} [reach] how far it may be where the series' step is not known, in ms
   * @returns {Point | null}
   */
  nearest(time, reach = Infinity) {
    const after = this.#firstFrom(time);
    const [left, right] = [this.points[after - 1], this.points[after]];
    const near = !left || (right && right[0] - time < time - left[0]) ? right : left;
    if (!near || near[1] === null) return null;
    const longest = this.interval ? this.#longest() : reach;
    return Math.abs(near[0] - time) <= longest ? near : null;
  }

  /** Index of the first point at or after `time`. */
  #firstFrom(time) {
    let [low, high] = [0, this.points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.points[middle][0] < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
