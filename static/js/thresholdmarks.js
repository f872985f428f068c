/**
 * Thresholds in a plot: lines with their names, and bands from each up to the next. The line's
 * kind and its name say which state it is, not the colour alone.
 */

import { reachedBy } from "./display.js";
import { t } from "./i18n.js";
import { tokens } from "./tokens.js";
import { placed } from "./valuescale.js";

const DASHES = { ok: [1, 3], warning: [6, 4], critical: "solid" };
/** Lines that are closer than so many pixels have their names at different ends. */
const CLOSE = 15;
const BAND = 0.07;

/** @param {import("./timeplot.js").TimePlot} plot @returns {object[]} ECharts' series */
export function thresholdSeries(plot) {
  const { thresholds, threshold_style: style } = plot.display;
  if (!thresholds.length) return [];
  const axis = axisOf(plot);
  const looks = {
    id: "thresholds",
    type: "line",
    data: [],
    silent: true,
    animation: false,
    yAxisIndex: plot.axes.indexOf(axis),
  };
  return [
    {
      ...looks,
      ...(style === "band" ? {} : { markLine: linesOf(plot, axis) }),
      ...(style === "line" ? {} : { markArea: areasOf(thresholds, axis.scale) }),
    },
  ];
}

/** Where all curves are on the right, they are meant. */
const axisOf = ({ axes, curves }) =>
  curves.every(({ axis }) => axis === "right") ? (axes[1] ?? axes[0]) : axes[0];

/** The state in words: "Warning". @param {import("./display.js").Threshold} threshold */
export const stateName = ({ state }) =>
  ({ ok: t("OK"), warning: t("Warning"), critical: t("Critical") })[state];

/** What a threshold is called: by its own label, or by its state. */
export const thresholdName = (threshold) => threshold.label || stateName(threshold);

function linesOf(plot, axis) {
  const { scale } = axis;
  const shown = plot.display.thresholds.filter(
    ({ value }) => value >= scale.min && value <= scale.max,
  );
  const near = (at) =>
    at > 0 && plot.y(shown[at - 1].value, axis) - plot.y(shown[at].value, axis) < CLOSE;
  let end = true;
  const data = shown.map((threshold, at) => {
    end = !near(at) || !end;
    return lineOf(threshold, axis, end);
  });
  return { silent: true, animation: false, symbol: "none", z: 2, data };
}

function lineOf(threshold, { scale, label }, atEnd) {
  const looks = tokens();
  const colour = looks[threshold.state];
  return {
    yAxis: placed(scale, threshold.value),
    lineStyle: { color: colour, width: 1, type: DASHES[threshold.state], opacity: 0.8 },
    label: {
      position: atEnd ? "insideEndTop" : "insideStartTop",
      formatter: () => `${thresholdName(threshold)} ${label(threshold.value)}`,
      color: colour,
      fontFamily: looks.font,
      fontSize: 11,
      distance: 2,
      textBorderColor: looks.surface,
      textBorderWidth: 3,
    },
  };
}

function areasOf(thresholds, scale) {
  const looks = tokens();
  const edges = thresholds.map(({ value }) => Math.min(scale.max, Math.max(scale.min, value)));
  const data = thresholds.map(({ state }, at) => [
    { yAxis: placed(scale, edges[at]), itemStyle: { color: looks[state], opacity: BAND } },
    { yAxis: placed(scale, edges[at + 1] ?? scale.max) },
  ]);
  return { silent: true, animation: false, z: 0, data: data.filter(([a, b]) => a.yAxis < b.yAxis) };
}

/**
 * What the newest value has reached, in words: "Too warm", or nothing while all is well.
 * @param {import("./display.js").Threshold[]} thresholds
 * @param {number | null | undefined} value
 */
export function alarmOf(thresholds, value) {
  const reached = reachedBy(thresholds, value);
  return reached && reached.state !== "ok" ? reached : null;
}
