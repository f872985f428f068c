/** Panels that no dashboard defines: the answer of a query as panels, one for each unit. */

import { shortNames } from "./names.js";

/**
 * @param {{start: number, end: number, series: object[]}} answer of `/api/query`
 * @param {string} agg
 */
export function panelsOf(answer, agg) {
  const byUnit = Map.groupBy(answer.series, ({ unit }) => unitOf(unit, agg));
  return { ...answer, panels: [...byUnit].map(([unit, series]) => panelOf(unit, series, agg)) };
}

function panelOf(unit, series, agg) {
  const names = shortNames(series);
  return {
    id: unit || "plain",
    unit,
    join: "points",
    option: { xAxis: { type: "time" }, yAxis: {}, series: series.map((one) => lineOf(one, agg)) },
    series: series.map((one, at) => ({ ...one, label: names[at] })),
  };
}

/** What a value of the aggregate is in. */
export function unitOf(unit, agg) {
  if (agg === "count") return "count";
  return agg === "rate" && unit ? `${unit}/s` : unit;
}

function lineOf({ semantics }, agg) {
  if (agg === "sum" || agg === "count" || agg === "delta") return { type: "bar" };
  return semantics === "step" ? { type: "line", step: "end" } : { type: "line" };
}
