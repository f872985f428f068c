/** Panels without a time axis: gauges, and kinds that this page has no looks for. */

import { dressAny } from "./dress.js";
import { gaugeOption } from "./gauge.js";
import { shapedOption } from "./shapedplot.js";
import { tokens } from "./tokens.js";

/**
 * @param {{kind: string, option: object, curves: import("./timeplot.js").Curve[], unit: string,
 *   join: string, width: number, height: number, span: {start: number, end: number}}} panel
 * @returns {object} an ECharts option
 */
export function otherOption(panel) {
  if (panel.join === "shaped") return shapedOption(panel);
  const isGauge = panel.option.series?.[0]?.type === "gauge" || panel.kind === "gauge";
  return isGauge ? gaugeOption(panel) : joinedOption(panel);
}

/** As the server says. */
function joinedOption({ option, curves, join }) {
  const series = curves.map((curve) => {
    const value = curve.columns.last?.[1] ?? null;
    const data = join === "last" ? [{ value, name: curve.label }] : curve.columns.points;
    return { ...curve.option, data };
  });
  return { ...dressAny(option, tokens()), series };
}
