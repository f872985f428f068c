/** Last, lowest, mean and highest of a curve in a range. */

/**
 * @param {import("./columns.js").Columns} columns
 * @param {{start: number, end: number}} span
 * @returns {{last: number | null, min: number | null, mean: number | null, max: number | null}}
 */
export function statsOf(columns, span) {
  let [min, max, sum, count, last] = [Infinity, -Infinity, 0, 0, null];
  const { flat } = columns;
  for (let at = 0; at < flat.length; at += 2) {
    const [time, value] = [flat[at], flat[at + 1]];
    if (Number.isNaN(value) || time < span.start || time > span.end) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count += 1;
    last = value;
  }
  if (count === 0) return { last: null, min: null, mean: null, max: null };
  return { last, min, mean: sum / count, max };
}

/**
 * Means from the server's sums and counts of the same range.
 * @param {Array<{id: number, query: number, points: Array<[number, number | null]>}>} series
 *   answers to pairs of queries, `sum` at even and `count` at odd places
 * @returns {Map<number, number>} by series id
 */
export function meansOf(series) {
  const sums = new Map();
  const counts = new Map();
  for (const { id, query, points } of series) {
    const total = points.reduce((all, [, value]) => all + (value ?? 0), 0);
    (query % 2 === 0 ? sums : counts).set(id, total);
  }
  const known = [...counts].filter(([, count]) => count > 0);
  return new Map(known.map(([id, count]) => [id, (sums.get(id) ?? 0) / count]));
}
