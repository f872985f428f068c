/**
 * The columns behind one curve: what a query answered, then what came live. Always ascending,
 * each time once, gaps as points with null, and never more than a bound.
 */

import { fold, foldColumn } from "./fold.js";
import { pairs, Points } from "./points.js";

/** @typedef {import("./points.js").Point} Point */

/** Points for each pixel of the plot: M4 keeps at most four, gaps may add some. */
const POINTS_A_PIXEL = 5;

export class Columns {
  #points = new Points();
  #until = Infinity;

  /** @param {number} width of the plot in pixels, which bounds how many points are kept */
  constructor(width) {
    this.limit = Math.max(64, Math.ceil(width) * POINTS_A_PIXEL);
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
    this.#points.set(points);
    this.resolution = resolution;
    this.interval = interval;
    if (this.#points.length > 2 * this.limit) this.#coarsen();
  }

  /**
   * Add live points. Those that are not later than the newest were answered already.
   * @param {Point[]} points ascending
   * @returns {number} how many were taken
   */
  append(points) {
    let taken = 0;
    for (const [time, value] of points) {
      if (value === null || !(time > this.#end)) continue;
      this.#push(time, value);
      if (this.resolution > 0) this.#foldTail();
      taken += 1;
    }
    if (this.#points.length > this.limit && taken) this.#coarsen();
    return taken;
  }

  #push(time, value) {
    const points = this.#points;
    if (points.length && time - this.#end > this.#longest()) {
      points.push((this.#end + time) / 2, NaN);
    }
    points.push(time, value);
  }

  /** Only the column that the newest point is in can have changed. */
  #foldTail() {
    const points = this.#points;
    const count = points.length;
    const name = Math.floor(this.#end / this.resolution);
    const isIn = (at) =>
      Math.floor(points.time(at) / this.resolution) === name && !Number.isNaN(points.value(at));
    let from = count;
    while (from > 0 && isIn(from - 1)) from -= 1;
    if (count - from > 2) points.keep(foldColumn(points.view(), from, count));
  }

  /**
   * Drop what has scrolled out, but for the last point before `start`: the line comes from it.
   * @param {number} start
   */
  trim(start) {
    const outside = this.#firstFrom(start, this.#points.length);
    if (outside > 1) this.#points.drop(outside - 1);
  }

  /**
   * As if nothing were known of what comes after a moment, until that is said of a later one.
   * @param {number} time in ms; Infinity shows all
   */
  hideAfter(time) {
    this.#until = time;
  }

  /** How many points are shown. */
  get length() {
    const all = this.#points.length;
    return this.#until === Infinity ? all : this.#firstFrom(this.#until + 1e-3, all);
  }

  /** What is shown as time, value, time, value … with NaN for a gap; it holds until a change. */
  get flat() {
    return this.#points.view(this.length);
  }

  /** The same with what is hidden: axes and counts do not change while a curve is played. */
  get all() {
    return this.#points.view();
  }

  /** What is shown as pairs. */
  get points() {
    return pairs(this.flat);
  }

  /** Time of the newest point, -Infinity when there is none. */
  get newest() {
    const { length } = this;
    return length ? this.#points.time(length - 1) : -Infinity;
  }

  /** The same, of those that are hidden too. */
  get #end() {
    const { length } = this.#points;
    return length ? this.#points.time(length - 1) : -Infinity;
  }

  /** The newest reading, or null. */
  get last() {
    const { length } = this;
    return length ? this.#point(length - 1) : null;
  }

  #point(at) {
    const value = this.#points.value(at);
    return [this.#points.time(at), Number.isNaN(value) ? null : value];
  }

  /** Distances above this are gaps, as on the server. */
  #longest() {
    if (!this.interval) return Infinity;
    return Math.max(4 * this.interval, 2 * this.resolution);
  }

  /** Too many points: widen the columns until what is here fits into half the bound. */
  #coarsen() {
    const flat = this.#points.view();
    let count = flat.length / 2;
    const span = flat[2 * count - 2] - flat[0];
    let resolution = Math.max(this.resolution, (span * POINTS_A_PIXEL) / this.limit);
    count = fold(flat, count, resolution);
    while (count > this.limit / 2) {
      resolution *= 2;
      count = fold(flat, count, resolution);
    }
    const folded = flat.slice(0, 2 * count);
    this.resolution = resolution;
    this.#points.keep(0);
    for (let at = 0; at < folded.length; at += 2) this.#push(folded[at], folded[at + 1]);
  }

  /**
   * Lowest and highest value between two times; null when there is none.
   * @returns {{min: number, max: number} | null}
   */
  bounds(start, end) {
    return boundsOf([this.flat], start, end);
  }

  /**
   * The point nearest to a time, or null when a gap or the curve's end is nearer.
   * @param {number} time
   * @param {number} [reach] how far it may be where the series' step is not known, in ms
   * @returns {Point | null}
   */
  nearest(time, reach = Infinity) {
    const { length } = this;
    if (!length) return null;
    const right = this.#firstFrom(time, length);
    const left = right - 1;
    const distance = (at) => Math.abs(this.#points.time(at) - time);
    const isRight = right < length && (left < 0 || distance(right) < distance(left));
    const [at, value] = this.#point(isRight ? right : left);
    if (value === null) return null;
    const longest = this.interval ? this.#longest() : reach;
    return Math.abs(at - time) <= longest ? [at, value] : null;
  }

  /**
   * The reading whose value holds at a time, where each does until the next one; after the newest
   * and in gaps as `nearest`, but for a reading that comes only later than within reach.
   * @param {number} time
   * @param {number} [reach]
   * @returns {Point | null}
   */
  holding(time, reach = Infinity) {
    const { length } = this;
    const from = this.#firstFrom(time, length);
    const at = from < length && this.#points.time(from) === time ? from : from - 1;
    const isHeld = at >= 0 && at + 1 < length && !Number.isNaN(this.#points.value(at + 1));
    const [since, value] = isHeld ? this.#point(at) : [time, null];
    if (value !== null) return [since, value];
    const found = this.nearest(time, reach);
    return found && found[0] - time > reach ? null : found;
  }

  /** The first reading from a time on, or null. */
  firstFrom(time) {
    const { length } = this;
    for (let at = this.#firstFrom(time, length); at < length; at += 1) {
      if (!Number.isNaN(this.#points.value(at))) return this.#point(at);
    }
    return null;
  }

  /** Index of the first of `count` points at or after `time`. */
  #firstFrom(time, count) {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#points.time(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Lowest and highest value of some curves between two times; null when there is none.
 * @param {Float64Array[]} flats
 * @param {number} [above] values up to here do not count
 * @returns {{min: number, max: number} | null}
 */
export function boundsOf(flats, start, end, above = -Infinity) {
  let [min, max] = [Infinity, -Infinity];
  for (const flat of flats) {
    for (let at = 0; at < flat.length; at += 2) {
      const value = flat[at + 1];
      // No comparison is true of a gap.
      if (flat[at] < start || flat[at] > end || value <= above) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? { min, max } : null;
}
