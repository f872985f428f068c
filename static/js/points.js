/**
 * Points in one piece of memory: time, value, time, value … with NaN for a gap. They are added
 * at the end and dropped at the beginning; the memory is used again and grows only with what is
 * held at once.
 *
 * @typedef {[number, number | null]} Point time in ms and value; null marks a gap
 */

const LEAST = 64;

export class Points {
  #flat = new Float64Array(2 * LEAST);
  #from = 0;
  #to = 0;

  get length() {
    return this.#to - this.#from;
  }

  time(at) {
    return this.#flat[2 * (this.#from + at)];
  }

  /** NaN for a gap. */
  value(at) {
    return this.#flat[2 * (this.#from + at) + 1];
  }

  /** A view that holds until the next change. */
  view(count = this.length) {
    return this.#flat.subarray(2 * this.#from, 2 * (this.#from + count));
  }

  push(time, value) {
    if (2 * this.#to === this.#flat.length) this.#makeRoom(1);
    this.#flat[2 * this.#to] = time;
    this.#flat[2 * this.#to + 1] = value;
    this.#to += 1;
  }

  /** @param {Point[]} points in place of all there are */
  set(points) {
    this.#from = 0;
    this.#to = 0;
    this.#makeRoom(points.length);
    for (const [time, value] of points) this.push(time, value ?? NaN);
  }

  /** Drop `count` points at the beginning. */
  drop(count) {
    this.#from += count;
  }

  /** Keep only the first `count`: after they were folded in place. */
  keep(count) {
    this.#to = this.#from + count;
  }

  #makeRoom(more) {
    const count = this.length;
    const needed = 2 * (count + more);
    const flat = this.#flat;
    // Half of it free makes moving cheap: each point moves once for one that is added.
    if (2 * needed > flat.length) this.#flat = new Float64Array(Math.max(2 * LEAST, 2 * needed));
    this.#flat.set(flat.subarray(2 * this.#from, 2 * this.#to));
    this.#from = 0;
    this.#to = count;
  }
}

/** @param {Float64Array} flat @returns {Point[]} */
export function pairs(flat) {
  const points = [];
  for (let at = 0; at < flat.length; at += 2) {
    points.push([flat[at], Number.isNaN(flat[at + 1]) ? null : flat[at + 1]]);
  }
  return points;
}

/** @param {Point[]} points @returns {Float64Array} */
export function flatten(points) {
  const flat = new Float64Array(2 * points.length);
  points.forEach(([time, value], at) => flat.set([time, value ?? NaN], 2 * at));
  return flat;
}
