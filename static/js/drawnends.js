/**
 * Where curves end on the screen, to know whether new readings would change a pixel there: in a
 * long range most readings fall into a column of pixels that has been drawn over already.
 */

/** Distances that cannot be seen, in pixels. */
const UNSEEN = 0.5;

export class DrawnEnds {
  /** @type {Map<string, {time: number, low: number, high: number}>} */
  #ends = new Map();

  /**
   * Note what was drawn.
   * @param {import("./timeplot.js").Curve[]} curves
   * @param {number} pixel its width in ms
   */
  note(curves, pixel) {
    this.#ends.clear();
    for (const { key, columns, hidden } of curves) {
      if (!hidden && columns.length) this.#ends.set(key, endOf(columns.flat, pixel));
    }
  }

  /**
   * @param {import("./timeplot.js").Curve} curve
   * @param {Array<[number, number]>} points later than all that was drawn
   * @param {{pixel: number, value: number}} scale width and height of a pixel
   */
  changes({ key, hidden, option }, points, { pixel, value: height }) {
    if (hidden) return false;
    const end = this.#ends.get(key);
    // The height of a bar, or of a stack, is a sum or a mean of its readings.
    if (!end || option.type !== "line" || option.stack) return true;
    const { time, low, high } = end;
    const reach = UNSEEN * height;
    return points.some(
      ([at, value]) => at - time >= pixel || value < low - reach || value > high + reach,
    );
  }
}

/** The last column of pixels of a curve: its newest time, and from where to where it reaches. */
function endOf(flat, pixel) {
  const time = flat.at(-2);
  let [low, high] = [Infinity, -Infinity];
  for (let at = flat.length - 2; at >= 0 && flat[at] > time - pixel; at -= 2) {
    if (flat[at + 1] < low) low = flat[at + 1];
    if (flat[at + 1] > high) high = flat[at + 1];
  }
  return { time, low, high };
}
