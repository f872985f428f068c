/**
 * The server's option decides what is drawn; here it gets this page's looks. Titles, legends,
 * tooltips and tool boxes are the page's own elements, so the option's are left out.
 *
 * @typedef {import("./tokens.js").Tokens} Tokens
 */

import { CURVES, TIMES } from "./levels.js";
import { placed } from "./valuescale.js";

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

/** One series of a time chart; what is `past` lies below the present, and is not filled. */
export function dressSeries(given, { colour, dash, weight = 1, sparse, stacked, past = false }) {
  const { data, name, ...option } = given;
  const shared = {
    ...option,
    zlevel: CURVES,
    z: past ? 1 : 2,
    dimensions: ["time", "value"],
    encode: { x: "time", y: "value" },
    animation: false,
    silent: true,
    emphasis: { disabled: true },
    label: { show: false },
    itemStyle: {
      ...option.itemStyle,
      ...(past && option.type === "bar" ? outline(colour, dash) : { color: colour }),
    },
  };
  if (option.type !== "line") return shared;
  const isFilled = option.areaStyle && (stacked || !past);
  return {
    ...shared,
    symbol: "circle",
    showSymbol: sparse,
    showAllSymbol: sparse,
    symbolSize: 4,
    stackStrategy: "all",
    lineStyle: {
      ...option.lineStyle,
      width: (stacked ? 1 : 1.5) * weight,
      color: colour,
      type: dash,
      opacity: 1,
      cap: "round",
      join: "round",
    },
    areaStyle: isFilled ? { color: colour, opacity: stacked ? 0.3 : 0.14 } : null,
  };
}

const outline = (colour, dash) => ({
  color: "transparent",
  borderColor: colour,
  borderType: dash,
  borderWidth: 1.5,
});

/** An edge of a band, which is not drawn itself; with a colour, what lies below it is filled. */
export function dressBand(colour) {
  return {
    type: "line",
    zlevel: CURVES,
    z: 1,
    dimensions: ["time", "value"],
    encode: { x: "time", y: "value" },
    animation: false,
    silent: true,
    emphasis: { disabled: true },
    symbol: "none",
    stackStrategy: "all",
    lineStyle: { width: 0, opacity: 0 },
    ...(colour ? { areaStyle: { color: colour, opacity: 0.18 } } : {}),
  };
}

/** The axes of a time chart; `bare` for sparklines, which have none. */
export function dressAxes({ span, times, axes, tokens, bare }) {
  const label = { show: !bare, color: tokens.muted, fontSize: 12, fontFamily: tokens.font };
  const quiet = { axisLine: { show: false }, splitLine: { show: false } };
  return {
    xAxis: {
      ...quiet,
      zlevel: TIMES,
      type: "time",
      min: span.start,
      max: span.end,
      // It would be longer for the sake of bars at its ends, and not where the crosshair takes it.
      containShape: false,
      axisTick: { show: false, customValues: times.times },
      axisLabel: {
        ...label,
        customValues: times.times,
        formatter: (time) => times.label(time),
        margin: 8,
        hideOverlap: true,
      },
    },
    yAxis: axes.map((axis) => ({ ...quiet, ...valueAxis(axis, { label, tokens, bare }) })),
  };
}

/** The lines of the grid belong to the first axis. */
function valueAxis({ side, scale, label: textOf }, { label, tokens, bare }) {
  const ticks = scale.ticks.map((tick) => placed(scale, tick));
  const texts = new Map(ticks.map((tick, at) => [tick, textOf(scale.ticks[at])]));
  return {
    type: "value",
    position: side,
    min: placed(scale, scale.min),
    max: placed(scale, scale.max),
    interval: scale.step,
    axisTick: { show: false, customValues: ticks },
    axisLabel: { ...label, customValues: ticks, formatter: (tick) => texts.get(tick) ?? "", margin: 8 },
    splitLine: {
      show: !bare && side === "left",
      lineStyle: { color: tokens.hairline, width: 1 },
    },
  };
}
