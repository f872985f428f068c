/** Live frames to the curves of a panel. */

/**
 * @param {import("./transports/sse.js").Frame} frame
 * @param {import("./timeplot.js").Curve[]} curves
 * @param {{until: number, onPoints: (curve: import("./timeplot.js").Curve,
 *   points: Array<[number, number]>) => void}} how readings from `until` on are not shown;
 *   `onPoints` hears of those that are about to be added
 * @returns {{taken: number, stale: boolean}} readings added, and whether a curve has to be
 *   queried again because it holds more than readings
 */
export function applied(frame, curves, { until, onPoints }) {
  let taken = 0;
  // Of what is computed the page does not know which series it is made of.
  let stale = Boolean(frame.series) && curves.some(({ isComputed }) => isComputed);
  for (const curve of curves) {
    const points = frame.series?.[curve.id]?.filter(([time]) => time < until);
    if (!points?.length) continue;
    if (!curve.appends) {
      stale = true;
      continue;
    }
    onPoints(curve, points);
    taken += curve.columns.append(points);
  }
  return { taken, stale };
}
