/**
 * This page's looks for options of any kind: axes, scales of colour, legend and tooltip, whoever
 * wrote the kind. What one kind wants besides comes from `looks/`.
 *
 * @typedef {import("./tokens.js").Tokens} Tokens
 * @typedef {{width: number, height: number, span: {start: number, end: number}, unit: string,
 *   curves: import("./timeplot.js").Curve[], tokens: Tokens}} Place
 */

import { axisFormatter, formatValue } from "./format.js";
import { timeTicks } from "./timeaxis.js";

const TICK_WIDTH = 72;
const TICK_HEIGHT = 44;
const SCALE_WIDTH = 8;
const DIGIT = 7;

/** @param {object} option @param {Place} place @returns {object} */
export function dressShaped(option, place) {
  const { tokens } = place;
  const dressed = { ...option, ...legend(option, place), tooltip: tooltip(tokens) };
  if (option.xAxis) dressed.xAxis = [option.xAxis].flat().map((one) => axis(one, "x", place));
  if (option.yAxis) dressed.yAxis = [option.yAxis].flat().map((one) => axis(one, "y", place));
  if (option.visualMap) {
    dressed.visualMap = [option.visualMap].flat().map((one) => scale(one, place));
  }
  if (option.xAxis) dressed.grid = grid(option, dressed);
  dressed.series = [option.series ?? []].flat().map((one, at) => series(one, at, place));
  return dressed;
}

/** A series has the colour that it has everywhere on the page. */
function series(given, at, { curves, tokens }) {
  const { colour: own, slot } = (curves.length === 1 ? curves[0] : curves[at]) ?? { slot: at };
  const colour = own ?? tokens.series[slot];
  return {
    ...given,
    animation: false,
    progressive: 0,
    itemStyle: { color: colour, ...given.itemStyle },
    ...(given.lineStyle ? { lineStyle: { color: colour, ...given.lineStyle } } : {}),
  };
}

function axis(given, side, { width, height, span, tokens }) {
  const text = { color: tokens.muted, fontSize: 12, fontFamily: tokens.font };
  const isValue = given.type === "value";
  const most = side === "x" ? width / TICK_WIDTH : height / TICK_HEIGHT;
  return {
    ...given,
    axisLine: { show: false },
    axisTick: { show: false },
    splitNumber: Math.max(2, Math.floor(Math.min(6, most))),
    splitLine: { show: isValue && side === "y", lineStyle: { color: tokens.hairline, width: 1 } },
    nameTextStyle: { ...text, padding: 0 },
    nameGap: side === "x" ? 24 : 44,
    axisLabel: {
      ...given.axisLabel,
      ...text,
      margin: 8,
      hideOverlap: true,
      ...(isValue ? { formatter: valueLabel(given.axisLabel?.formatter) } : {}),
    },
    ...(given.type === "time" ? timed(text, span, width) : {}),
  };
}

/** Ticks are round numbers: they are written with the digits that they have. */
function valueLabel(formatter) {
  const unit = formatter?.unit ?? "";
  return (value) => axisFormatter([0, value], unit)(value);
}

function timed(text, span, width) {
  const ticks = timeTicks(span.start, span.end, Math.max(2, Math.floor(width / TICK_WIDTH)));
  return {
    min: span.start,
    max: span.end,
    axisTick: { show: false, customValues: ticks.times },
    axisLabel: {
      ...text,
      margin: 8,
      hideOverlap: true,
      customValues: ticks.times,
      formatter: (time) => ticks.label(time),
    },
  };
}

function scale(given, { height, tokens }) {
  const { formatter, ...rest } = given;
  const unit = formatter?.unit ?? "";
  return {
    ...rest,
    calculable: false,
    hoverLink: false,
    orient: "vertical",
    right: 0,
    top: "middle",
    padding: 0,
    itemWidth: SCALE_WIDTH,
    itemHeight: Math.max(32, Math.min(120, height - 72)),
    inRange: { color: tokens.heat },
    text: [formatValue(given.max, unit), formatValue(given.min, unit)],
    textGap: 6,
    textStyle: { color: tokens.muted, fontSize: 12, fontFamily: tokens.font },
  };
}

function grid(option, dressed) {
  const named = dressed.xAxis.some(({ name }) => name);
  const lengths = (dressed.visualMap ?? []).flatMap(({ text }) => text.map((one) => one.length));
  return {
    left: dressed.yAxis?.some(({ name }) => name) ? 20 : 0,
    right: lengths.length ? Math.max(SCALE_WIDTH, DIGIT * Math.max(...lengths)) + 12 : 12,
    top: dressed.legend.show ? 28 : 8,
    bottom: named ? 20 : 4,
    outerBoundsMode: "same",
    outerBoundsContain: "axisLabel",
  };
}

/** Names where there are several colours to tell apart. */
function legend(option, { curves, tokens }) {
  const shown = [option.series ?? []].flat().filter(({ data }) => data?.length);
  const isTold = option.yAxis?.[0]?.type !== "category" && !option.visualMap && curves.length > 1;
  return {
    legend: {
      show: isTold && shown.length > 1,
      type: "scroll",
      left: 0,
      top: 0,
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 12,
      icon: "roundRect",
      data: shown.map(({ name }) => name),
      textStyle: { color: tokens.text, fontSize: 12, fontFamily: tokens.font },
      pageIconColor: tokens.muted,
      pageIconInactiveColor: tokens.hairline,
      pageTextStyle: { color: tokens.muted },
    },
  };
}

/** Rich text: ECharts would take names of series for HTML. */
export function tooltip(tokens) {
  return {
    show: true,
    trigger: "item",
    renderMode: "richText",
    confine: true,
    transitionDuration: 0,
    backgroundColor: tokens.raised,
    borderColor: tokens.hairline,
    borderWidth: 1,
    padding: [6, 8],
    shadowBlur: 0,
    shadowOffsetY: 0,
    extraCssText: "",
    textStyle: { color: tokens.text, fontSize: 12, fontFamily: tokens.font, lineHeight: 18 },
  };
}
