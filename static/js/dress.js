/**
 * The server's option decides what is drawn; here it gets this page's looks. Titles, legends,
 * tooltips and tool boxes are the page's own elements, so the option's are left out.
 *
 * @typedef {import("./tokens.js").Tokens} Tokens
 */

import { CURVES, TIMES } from "./levels.js";

const PAGE_OWN = ["title", "legend", "tooltip", "toolbox", "dataZoom", "color", "backgroundColor"];

/** What holds for charts of every kind. */
export function dressAny(option, tokens) {
  const kept = Object.entries(option).filter(([name]) => !PAGE_OWN.includes(name));
  return {
    ...Object.fromEntries(kept),
    animation: false,
    backgroundColor: "transparent",
    color: tokens.series,
    textStyle: { fontFamily: tokens.font, fontSize: 12, color: tokens.muted },
  };
}

/** One series of a time chart. */
export function dressSeries(given, { colour, dash, sparse, stacked }) {
  const { data, name, ...option } = given;
  const shared = {
    ...option,
    zlevel: CURVES,
    dimensions: ["time", "value"],
    encode: { x: "time", y: "value" },
    animation: false,
    silent: true,
    emphasis: { disabled: true },
    label: { show: false },
    itemStyle: { ...option.itemStyle, color: colour },
  };
  if (option.type !== "line") return shared;
  return {
    ...shared,
    symbol: "circle",
    showSymbol: sparse,
    showAllSymbol: sparse,
    symbolSize: 4,
    stackStrategy: "all",
    lineStyle: {
      ...option.lineStyle,
      width: stacked ? 1 : 1.5,
      color: colour,
      type: dash,
      opacity: 1,
      cap: "round",
      join: "round",
    },
    ...(option.areaStyle ? { areaStyle: { color: colour, opacity: stacked ? 0.3 : 0.14 } } : {}),
  };
}

/** The axes of a time chart; `bare` for sparklines, which have none. */
export function dressAxes({ span, times, scale, valueLabel, tokens, bare }) {
  const label = { show: !bare, color: tokens.muted, fontSize: 12, fontFamily: tokens.font };
  const quiet = { axisLine: { show: false }, splitLine: { show: false } };
  return {
    xAxis: {
      ...quiet,
      zlevel: TIMES,
      type: "time",
      min: span.start,
      max: span.end,
      axisTick: { show: false, customValues: times.times },
      axisLabel: {
        ...label,
        customValues: times.times,
        formatter: (time) => times.label(time),
        margin: 8,
        hideOverlap: true,
      },
    },
    yAxis: {
      ...quiet,
      type: "value",
      min: scale.min,
      max: scale.max,
      interval: scale.step,
      axisTick: { show: false, customValues: scale.ticks },
      axisLabel: { ...label, customValues: scale.ticks, formatter: valueLabel, margin: 8 },
      splitLine: { show: !bare, lineStyle: { color: tokens.hairline, width: 1 } },
    },
  };
}
