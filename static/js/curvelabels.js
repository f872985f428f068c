/**
 * The lowest, the highest and the last reading of each line, written beside it; what would lie
 * on something that is written already is left out.
 */

import { CURVES } from "./levels.js";
import { inkOf } from "./plotseries.js";
import { valueText } from "./statetexts.js";
import { widthOf } from "./textwidth.js";
import { tokens } from "./tokens.js";
import { placed } from "./valuescale.js";

/** In the order in which they get their place. */
const ORDER = ["last", "max", "min"];
const HEIGHT = 14;
const AWAY = 6;

/** @param {import("./timeplot.js").TimePlot} plot @returns {object[]} ECharts' series */
export function labelMarks(plot) {
  const { labels } = plot.display;
  if (!labels.length) return [];
  const lines = plot.curves.filter(({ option }) => option.type === "line" && !option.stack);
  const taken = [];
  const marks = new Map(lines.map((curve) => [curve, []]));
  for (const name of ORDER.filter((one) => labels.includes(one))) {
    for (const curve of lines) {
      const mark = curve.hidden ? null : markOf(plot, curve, name, taken);
      if (mark) marks.get(curve).push(mark);
    }
  }
  return [...marks].map(([curve, data]) => seriesOf(plot, curve, data));
}

function seriesOf(plot, curve, data) {
  return {
    id: `${curve.key}/labels`,
    type: "scatter",
    zlevel: CURVES,
    z: 5,
    yAxisIndex: plot.axes.indexOf(plot.axisOf(curve)),
    silent: true,
    animation: false,
    symbol: "circle",
    symbolSize: 5,
    itemStyle: { color: inkOf(curve) },
    data,
  };
}

function markOf(plot, curve, name, taken) {
  const point = extremesOf(curve.columns.flat, plot.span)[name];
  const axis = plot.axisOf(curve);
  if (!point || point[1] < axis.scale.min || point[1] > axis.scale.max) return null;
  const text = valueText(curve, point[1]);
  const place = placeOf(plot, { x: plot.x(point[0]), y: plot.y(point[1], axis) }, name, widthOf(text));
  if (taken.some((other) => overlap(other, place))) return null;
  taken.push(place);
  const { font, surface, text: ink } = tokens();
  return {
    value: [point[0], placed(axis.scale, point[1])],
    label: {
      show: true,
      formatter: () => text,
      position: place.position,
      distance: AWAY - 2,
      color: ink,
      fontFamily: font,
      fontSize: 12,
      textBorderColor: surface,
      textBorderWidth: 3,
    },
  };
}

/** Above the highest, below the lowest; at the sides of the plot towards its middle. */
function placeOf({ box }, { x, y }, name, width) {
  const below = name === "min" || y - HEIGHT - AWAY < 0;
  const isLeft = x - width / 2 < box.left;
  const isRight = x + width / 2 > box.left + box.width;
  const position = isLeft ? "right" : isRight ? "left" : below ? "bottom" : "top";
  const left = isLeft ? x + AWAY : isRight ? x - AWAY - width : x - width / 2;
  const top = isLeft || isRight ? y - HEIGHT / 2 : below ? y + AWAY : y - AWAY - HEIGHT;
  return { left, top, right: left + width, bottom: top + HEIGHT, position };
}

const overlap = (a, b) =>
  a.left < b.right + 4 && b.left < a.right + 4 && a.top < b.bottom && b.top < a.bottom;

/**
 * @param {Float64Array} flat
 * @param {import("./timerange.js").Span} span
 * @returns {{min?: [number, number], max?: [number, number], last?: [number, number]}}
 */
export function extremesOf(flat, { start, end }) {
  const found = {};
  for (let at = 0; at < flat.length; at += 2) {
    const [time, value] = [flat[at], flat[at + 1]];
    if (Number.isNaN(value) || time < start || time > end) continue;
    if (!found.min || value < found.min[1]) found.min = [time, value];
    if (!found.max || value > found.max[1]) found.max = [time, value];
    found.last = [time, value];
  }
  return found;
}
