/**
 * Columns to the flat arrays that ECharts takes without copying: time, value, time, value …
 * with NaN for a gap.
 *
 * @typedef {import("./fold.js").Point} Point
 */

/**
 * @param {Point[]} points
 * @param {number} pixel milliseconds to a pixel: a point that stands alone between gaps, to
 *   which no line leads, is drawn as a short dash
 * @returns {Float64Array}
 */
export function encodeLine(points, pixel) {
  const flat = [];
  for (let at = 0; at < points.length; at += 1) {
    const [time, value] = points[at];
    if (value === null) flat.push(time, NaN);
    else if (alone(points, at)) flat.push(time - pixel, value, time + pixel, value);
    else flat.push(time, value);
  }
  return Float64Array.from(flat);
}

const alone = (points, at) =>
  (points[at - 1]?.[1] ?? null) === null && (points[at + 1]?.[1] ?? null) === null;

/**
 * Bars stand on their column, which begins at the point's time and is `width` ms wide; ECharts
 * centres them.
 * @param {Point[]} points
 * @param {number} width
 */
export function encodeBars(points, width) {
  const flat = [];
  for (const [time, value] of points) {
    if (value !== null) flat.push(time + width / 2, value);
  }
  return Float64Array.from(flat);
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
