/**
 * M4 on points that are already in the browser (Jugel et al., VLDB 2014): of every column the
 * first, the lowest, the highest and the last, each at its true time, the earliest among
 * equals. Folding is composable: what was folded before may be folded with more.
 *
 * @typedef {[number, number | null]} Point time in ms and value; null marks a gap
 */

/**
 * @param {Point[]} points of one column, ascending, without gaps
 * @returns {Point[]} one to four of them
 */
export function foldColumn(points) {
  if (points.length <= 2) return points;
  let [low, high] = [0, 0];
  for (let at = 1; at < points.length; at += 1) {
    if (points[at][1] < points[low][1]) low = at;
    if (points[at][1] > points[high][1]) high = at;
  }
  const kept = [...new Set([0, low, high, points.length - 1])].sort((a, b) => a - b);
  return kept.length === points.length ? points : kept.map((at) => points[at]);
}

/**
 * @param {Point[]} points ascending; gaps are dropped, for they depend on the resolution
 * @param {number} resolution the columns' width in ms
 * @returns {Point[]}
 */
export function fold(points, resolution) {
  const folded = [];
  let column = [];
  let name = NaN;
  for (const point of points) {
    if (point[1] === null) continue;
    const next = Math.floor(point[0] / resolution);
    if (next !== name) {
      folded.push(...foldColumn(column));
      column = [];
      name = next;
    }
    column.push(point);
  }
  folded.push(...foldColumn(column));
  return folded;
}
