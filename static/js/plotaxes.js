/**
 * The value axes of curves: their scales, by what is drawn on them, and what stands at their
 * ticks.
 *
 * @typedef {import("./valuescale.js").Scale} Scale
 *
 * @typedef {Object} Axis
 * @property {"left" | "right"} side
 * @property {Scale} scale
 * @property {string} unit
 * @property {(value: number) => string} label of a tick
 */

import { boundsOf } from "./columns.js";
import { axisFormatter, baseOf } from "./format.js";
import { alignedScale, sparkScale, valueScale } from "./valueaxis.js";
import { logScale } from "./valuescale.js";

const TICK_HEIGHT = 44;

/**
 * @typedef {Object} Drawn
 * @property {import("./plotlayers.js").Layer[]} layers
 * @property {import("./timerange.js").Span} span
 * @property {object} option of the server
 * @property {import("./display.js").Display} display
 * @property {string} unit of the panel
 * @property {number} height of the chart in pixels
 * @property {boolean} bare
 */

/**
 * One axis, or two: the left one first, even where nothing is drawn on it. Without labels one
 * for each unit.
 * @param {Drawn} drawn
 * @returns {Axis[]}
 */
export function axesOf(drawn) {
  if (drawn.bare) return sparkAxes(drawn);
  const left = axisOf(drawn, "left");
  if (!drawn.layers.some(({ curve }) => curve.axis === "right")) return [left];
  return [left, axisOf(drawn, "right", left.scale.log ? null : left.scale.ticks.length - 1)];
}

/** Unseen ones, one for each unit: bytes would leave nothing of a curve of percents. */
function sparkAxes({ layers, span, unit }) {
  const units = new Set(layers.map(({ curve }) => curve.unit));
  return [...(units.size ? units : [unit])].map((one) => {
    const flats = layers.flatMap(({ curve, edges }) => (curve.unit === one ? edges : []));
    const scale = sparkScale(boundsOf(flats, span.start, span.end));
    return { side: "left", scale, unit: one, label: String };
  });
}

function axisOf(drawn, side, steps = null) {
  const layers = drawn.layers.filter(({ curve }) => curve.axis === side);
  const unit = unitOf(drawn, layers, side);
  const scale = scaleOf(drawn, layers, { side, unit, steps });
  const decimals = commonOf(layers.map(({ curve }) => curve.decimals));
  return { side, scale, unit, label: labelOf(scale, unit, decimals) };
}

/** What the numbers of an axis are in: where its curves differ, nothing is said. */
function unitOf({ display, unit }, layers, side) {
  if (side === "right" && display.right.unit) return display.right.unit;
  return layers.length ? (commonOf(layers.map(({ curve }) => curve.unit)) ?? "") : unit;
}

/** What all have in common, or null. */
const commonOf = (values) => (new Set(values).size === 1 ? values[0] : null);

function scaleOf({ span, option, display, height }, layers, { side, unit, steps }) {
  const isLog = isLogarithmic(display, layers, side);
  const flats = layers.flatMap(({ edges }) => edges);
  const bounds = boundsOf(flats, span.start, span.end, isLog ? 0 : -Infinity);
  const how = {
    base: baseOf(unit),
    most: Math.min(6, Math.max(2, Math.floor(height / TICK_HEIGHT))),
    ...endsOf(option, display, side),
    fromZero: layers.some(({ curve }) => standsOnZero(curve, display)),
  };
  if (isLog) return logScale(bounds, how);
  return steps ? alignedScale(bounds, steps, how) : valueScale(bounds, how);
}

/** Heights that stand on one another have no logarithm. */
function isLogarithmic(display, layers, side) {
  const { log } = side === "right" ? display.right : display;
  return log && !layers.some(({ curve }) => curve.option.stack);
}

const standsOnZero = ({ option }, { nulls }) =>
  option.type === "bar" || Boolean(option.areaStyle) || nulls === "zero";

function endsOf(option, { right }, side) {
  const axis = side === "right" ? right : ([option.yAxis ?? {}].flat()[0] ?? {});
  return { fixedMin: numberOrNull(axis.min), fixedMax: numberOrNull(axis.max) };
}

const numberOrNull = (value) =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** From decade to decade each number has a prefix of its own. */
function labelOf(scale, unit, decimals) {
  if (!scale.log) return axisFormatter(scale.ticks, unit, decimals);
  return (value) => axisFormatter([0, value], unit)(value);
}
