/**
 * M4 on points that are already in the browser (Jugel et al., VLDB 2014): of every column the
 * first, the lowest, the highest and the last, each at its true time, the earliest among
 * equals. Folding is composable: what was folded before may be folded with more.
 *
 * Points are a Float64Array of time, value, time, value …, ascending in time, in ms, with NaN
 * for a gap. What folds does so in place and gives the index of the point after the last one.
 */

/**
 * @param {Float64Array} flat
 * @param {number} from the first point of one column, which holds no gap
 * @param {number} to the point after its last one
 * @param {number} [into] where what is kept begins, not after `from`
 */
export function foldColumn(flat, from, to, into = from) {
  let [low, high] = [from, from];
  for (let at = from + 1; at < to; at += 1) {
    const value = flat[2 * at + 1];
    if (value < flat[2 * low + 1]) low = at;
    if (value > flat[2 * high + 1]) high = at;
  }
  const last = to - 1;
  let end = into;
  for (const at of [from, Math.min(low, high), Math.max(low, high), last]) {
    if (end > into && flat[2 * at] <= flat[2 * end - 2]) continue;
    flat[2 * end] = flat[2 * at];
    flat[2 * end + 1] = flat[2 * at + 1];
    end += 1;
  }
  return end;
}

/**
 * Gaps are dropped, for they depend on the resolution.
 * @param {Float64Array} flat
 * @param {number} count of points
 * @param {number} resolution the columns' width in ms
 */
export function fold(flat, count, resolution) {
  let [from, end] = [0, 0];
  // What is read lies at or after what is written: the values are put together first.
  const kept = dropGaps(flat, count);
  while (from < kept) {
    const to = columnEnd(flat, from, kept, resolution);
    end = foldColumn(flat, from, to, end);
    from = to;
  }
  return end;
}

/**
 * The point after the last one of a column; a gap ends it too, and one that begins with a gap is
 * empty.
 * @param {Float64Array} flat
 * @param {number} from its first point
 * @param {number} count of points
 * @param {number} resolution the columns' width in ms
 */
export function columnEnd(flat, from, count, resolution) {
  const column = Math.floor(flat[2 * from] / resolution);
  const isIn = (at) =>
    !Number.isNaN(flat[2 * at + 1]) && Math.floor(flat[2 * at] / resolution) === column;
  let at = from;
  while (at < count && isIn(at)) at += 1;
  return at;
}

function dropGaps(flat, count) {
  let end = 0;
  for (let at = 0; at < count; at += 1) {
    if (Number.isNaN(flat[2 * at + 1])) continue;
    flat[2 * end] = flat[2 * at];
    flat[2 * end + 1] = flat[2 * at + 1];
    end += 1;
  }
  return end;
}
