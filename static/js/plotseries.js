/** The curves of a plot as ECharts' series: lines, bars, and bands around a mean. */

import { dressBand, dressSeries } from "./dress.js";
import { encodeBars, encodeLine } from "./encode.js";
import { thinned } from "./thin.js";
import { tokens } from "./tokens.js";
import { placedPoints } from "./valuescale.js";

/** Readings that are further apart than so many pixels are marked. */
const SPARSE = 14;

/** The colour that a curve is drawn in. @param {import("./timeplot.js").Curve} curve */
export const inkOf = ({ colour, slot }) => colour ?? tokens().series[slot];

/**
 * @param {import("./plotlayers.js").Layer} layer
 * @param {import("./timeplot.js").TimePlot} plot
 * @returns {object[]}
 */
export function seriesOf(layer, plot) {
  const { curve } = layer;
  const yAxisIndex = plot.axes.indexOf(plot.axisOf(curve));
  const own = { id: curve.key, yAxisIndex };
  if (curve.option.type === "bar") return [{ ...own, ...bars(layer, plot) }];
  return [...bandOf(layer, plot, yAxisIndex), { ...own, ...line(layer, plot) }];
}

function bars({ curve, flat }, plot) {
  const width = curve.columns.resolution || curve.columns.interval || 0;
  const beside = plot.curves.filter((one) => !one.hidden && !one.option.stack).length || 1;
  const room = Math.max(1, width / plot.pixel / beside);
  return {
    ...looks(curve, false),
    barWidth: room > 4 ? room * 0.8 : room,
    barGap: "0%",
    data: encodeBars(placedPoints(plot.axisOf(curve).scale, flat), width),
  };
}

function line({ curve, flat }, plot) {
  const placed = placedPoints(plot.axisOf(curve).scale, flat);
  // ECharts adds stacked ones up by position.
  const points = curve.option.stack ? placed : thinned(placed, plot.pixel * plot.grain);
  return {
    ...looks(curve, !plot.bare && isSparse(flat, plot)),
    data: encodeLine(points, plot.pixel),
  };
}

function isSparse(flat, plot) {
  const steps = flat.length / 2 - 1;
  return steps < 1 || (plot.x(flat.at(-2)) - plot.x(flat[0])) / steps > SPARSE;
}

function looks(curve, sparse) {
  return dressSeries(curve.option, {
    colour: inkOf(curve),
    dash: curve.dash,
    weight: curve.weight ?? 1,
    sparse,
    stacked: Boolean(curve.option.stack),
    past: curve.shift > 0,
  });
}

/** The lower edge, and on it what it takes to the upper one, filled. */
function bandOf({ curve, band }, plot, yAxisIndex) {
  if (!band) return [];
  const { scale } = plot.axisOf(curve);
  const low = placedPoints(scale, band.low);
  const high = placedPoints(scale, band.high);
  const looks = { stack: `band/${curve.key}`, yAxisIndex };
  return [
    { id: `${curve.key}/low`, ...looks, ...dressBand(null), data: low.slice() },
    { id: `${curve.key}/high`, ...looks, ...dressBand(inkOf(curve)), data: above(low, high) },
  ];
}

/** How far one edge lies above the other: both have the same times. */
function above(low, high) {
  const made = high.slice();
  for (let at = 1; at < made.length; at += 2) made[at] -= low[at];
  return made;
}
