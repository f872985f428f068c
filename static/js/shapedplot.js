/** Panels whose kind says what to show of the readings: its option, in this page's looks. */

import { dressAny } from "./dress.js";
import { dressShaped } from "./dressshaped.js";
import { calendar } from "./looks/calendar.js";
import { candlestick } from "./looks/candlestick.js";
import { density } from "./looks/density.js";
import { heatmap } from "./looks/heatmap.js";
import { histogram } from "./looks/histogram.js";
import { scatter } from "./looks/scatter.js";
import { states } from "./looks/states.js";
import { tokens } from "./tokens.js";

/**
 * What a kind wants besides: an option to be drawn, of the option that is dressed already.
 * @type {Record<string, (option: any, place: import("./dressshaped.js").Place) => object>}
 */
const LOOKS = { calendar, candlestick, density, heatmap, histogram, scatter, states };

/**
 * @param {{kind: string, option: object, width: number, height: number, unit: string,
 *   span: {start: number, end: number}, curves: import("./timeplot.js").Curve[]}} panel
 * @returns {object} an ECharts option
 */
export function shapedOption(panel) {
  const place = { ...panel, tokens: tokens() };
  const { tooltip, legend, ...dressed } = dressShaped(panel.option, place);
  const option = { ...dressAny(dressed, place.tokens), tooltip, legend };
  return LOOKS[panel.kind]?.(option, place) ?? option;
}
