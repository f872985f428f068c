/**
 * Columns to the flat arrays that ECharts takes as they are: time, value, time, value … with
 * NaN for a gap.
 *
 * @typedef {import("./points.js").Point} Point
 */

/**
 * @param {Float64Array} flat
 * @param {number} pixel milliseconds to a pixel: a point that stands alone between gaps, to
 *   which no line leads, is drawn as a short dash
 * @returns {Float64Array} a copy: what is drawn may be drawn again after the columns changed
 */
export function encodeLine(flat, pixel) {
  const lonely = loners(flat);
  if (!lonely.length) return flat.slice();
  const encoded = new Float64Array(flat.length + 2 * lonely.length);
  let [from, to] = [0, 0];
  for (const at of lonely) {
    encoded.set(flat.subarray(from, at), to);
    to += at - from;
    const [time, value] = flat.subarray(at, at + 2);
    encoded.set([time - pixel, value, time + pixel, value], to);
    [from, to] = [at + 2, to + 4];
  }
  encoded.set(flat.subarray(from), to);
  return encoded;
}

/** Where points are that have no neighbours. */
function loners(flat) {
  const found = [];
  const isGap = (at) => Number.isNaN(flat[at] ?? NaN);
  for (let at = 1; at < flat.length; at += 2) {
    if (isGap(at - 2) && !isGap(at) && isGap(at + 2)) found.push(at - 1);
  }
  return found;
}

/**
 * Bars stand on their column, which begins at the point's time and is `width` ms wide; ECharts
 * centres them.
 * @param {Float64Array} flat
 * @param {number} width
 */
export function encodeBars(flat, width) {
  const bars = [];
  for (let at = 0; at < flat.length; at += 2) {
    if (!Number.isNaN(flat[at + 1])) bars.push(flat[at] + width / 2, flat[at + 1]);
  }
  return Float64Array.from(bars);
}

/**
 * Curves to be stacked, on one common set of times: ECharts adds them up by position. Between
 * its points a curve is interpolated, in its gaps and outside its ends it adds nothing. What is
 * a gap in all of them stays one.
 * @param {Point[][]} curves
 * @returns {Point[][]}
 */
export function align(curves) {
  const times = [...new Set(curves.flatMap((points) => points.map(([time]) => time)))];
  times.sort((a, b) => a - b);
  const values = new Set(curves.flatMap((points) => points.filter(isValue).map(([time]) => time)));
  const aligned = curves.map((points) => valuesAt(points, times));
  const gap = times.map(
    (time, at) => !values.has(time) && aligned.every((points) => !points[at][1]),
  );
  return aligned.map((points) => points.map(([time, value], at) => [time, gap[at] ? null : value]));
}

const isValue = ([, value]) => value !== null;

function valuesAt(points, times) {
  let next = 0;
  return times.map((time) => {
    while (next < points.length && points[next][0] < time) next += 1;
    return [time, valueBetween(points[next - 1], points[next], time)];
  });
}

function valueBetween(before, after, time) {
  if (after && after[0] === time) return after[1] ?? 0;
  if (!before || !after || before[1] === null || after[1] === null) return 0;
  const share = (time - before[0]) / (after[0] - before[0]);
  return before[1] + share * (after[1] - before[1]);
}

/**
 * Each curve's own upper edge in a stack, for the axis' extent and the crosshair.
 * @param {Point[][]} aligned
 * @returns {Point[][]}
 */
export function pileUp(aligned) {
  let below = aligned[0]?.map(() => 0) ?? [];
  return aligned.map((points) => {
    const edge = points.map(([time, value], at) => [
      time,
      value === null ? null : below[at] + value,
    ]);
    below = edge.map(([, value]) => value ?? 0);
    return edge;
  });
}
