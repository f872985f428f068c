/** Panels that no dashboard defines: the answer of a query as panels, one for each unit. */

import { groupBy } from "./groupby.js";
import { shortNames } from "./names.js";

/** What a series is folded by that nobody has said an aggregate for. */
const MEASURED = { counter: "rate", total: "sum" };

/**
 * The aggregate that a series is drawn by.
 * @param {{semantics?: string}} series @param {string} agg empty for that of what it measures
 */
export const aggOf = ({ semantics = "" }, agg) => agg || (MEASURED[semantics] ?? "m4");

/**
 * @param {{start: number, end: number, series: object[]}} answer of `/api/query`
 * @param {string} agg empty where each series has that of what it measures
 */
export function panelsOf(answer, agg) {
  const byUnit = groupBy(answer.series, (one) => unitOf(one.unit, aggOf(one, agg)));
  return { ...answer, panels: [...byUnit].map(([unit, series]) => panelOf(unit, series, agg)) };
}

function panelOf(unit, series, agg) {
  const names = shortNames(series);
  return {
    id: unit || "plain",
    unit,
    join: "points",
    option: { xAxis: { type: "time" }, yAxis: {}, series: series.map((one) => lineOf(one, agg)) },
    series: series.map((one, at) => ({ ...one, unit, label: names[at] })),
  };
}

/** What a value of the aggregate is in. */
export function unitOf(unit, agg) {
  if (agg === "count") return "count";
  return agg === "rate" && unit ? `${unit}/s` : unit;
}

const BARS = new Set(["sum", "count", "delta"]);
/** Pixels that a bar needs to be one. */
const BAR = 8;

/** How many columns to ask for in so many pixels. */
export const columnsFor = (width, agg) =>
  BARS.has(agg) ? Math.max(1, Math.round(width / BAR)) : width;

/** What holds its value until the next reading. */
const HELD = new Set(["step", "state"]);

function lineOf({ semantics }, agg) {
  if (BARS.has(agg)) return { type: "bar" };
  return HELD.has(semantics) ? { type: "line", step: "end" } : { type: "line" };
}
