/**
 * Points that change no pixel are not drawn: of each pixel's width the first, the lowest, the
 * highest and the last are enough for the same line (Jugel et al., VLDB 2014).
 */

import { columnEnd, foldColumn } from "./fold.js";

/** With fewer points a pixel there is nothing to gain. */
const WORTH = 3;

/**
 * @param {Float64Array} flat time, value, time, value …, ascending in time, NaN for a gap
 * @param {number} pixel width of one in ms. Columns lie at its multiples and not where a plot
 *   begins: what was drawn looks the same when the plot has moved on
 * @returns {Float64Array} the same where there is nothing to do, otherwise a copy
 */
export function thinned(flat, pixel) {
  const count = flat.length / 2;
  if (!(pixel > 0) || (flat[flat.length - 2] - flat[0]) / pixel > count / WORTH) return flat;
  const kept = flat.slice();
  let [from, end] = [0, 0];
  while (from < count) {
    const to = columnEnd(kept, from, count, pixel);
    if (to > from) end = foldColumn(kept, from, to, end);
    else {
      // A gap stays one.
      [kept[2 * end], kept[2 * end + 1]] = [kept[2 * from], NaN];
      end += 1;
    }
    from = Math.max(to, from + 1);
  }
  return kept.subarray(0, 2 * end);
}
