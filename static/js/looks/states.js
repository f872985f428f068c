/**
 * Bands of equal values: a colour for each value, its name where there is room, and how long it
 * lasted under the pointer. A 0 without a name is nothing: it is quiet.
 */

import { t } from "../i18n.js";
import { formatMoment, formatSpan } from "../reltime.js";

const HIGHEST = 32;
const SHARE = 0.72;
/** Pixels of a letter and around a name, and from where on a name may be cut short. */
const LETTER = 7;
const AROUND = 10;
const LONG = 72;

export function states(option, { span, tokens }) {
  const tip = ({ data: { name, value } }) => {
    const [from, to] = value;
    const moment = formatMoment(from, Math.min(span.end - span.start, 3e9));
    const lasted = formatSpan(to - from);
    return [name, t("from {moment}", { moment }), t("for {span}", { span: lasted })].join("\n");
  };
  const [times, rows] = [option.xAxis[0], option.yAxis[0]];
  const names = named(option.series, tokens);
  return {
    ...option,
    xAxis: [{ ...times, splitLine: { show: false } }],
    yAxis: [{ ...rows, axisLabel: { ...rows.axisLabel, width: 120, overflow: "truncate" } }],
    tooltip: { ...option.tooltip, formatter: tip },
    grid: { ...option.grid, top: 28 },
    legend: { ...option.legend, show: true, selectedMode: false, data: names.map(byName) },
    series: bandsOf(option, tokens).concat(names),
  };
}

const byName = ({ name }) => name;

function bandsOf({ series }, tokens) {
  return series.map(({ name, data }) => ({
      type: "custom",
      name,
      animation: false,
      progressive: 0,
      clip: true,
      encode: { x: [0, 1], y: 2 },
      renderItem: (params, api) => band(params, api, data[params.dataIndex], tokens),
      data: data.map((one) => ({ name: one.name, value: valueOf(one) })),
    }));
}

function looksOf({ name, value, slot }, tokens) {
  const isQuiet = value === 0 && name === "0";
  return isQuiet ? { fill: tokens.border, opacity: 1 } : { fill: tokens.series[slot], opacity: 0.5 };
}

/** A series without bands for each state: for the names of those that are too short to bear it. */
function named(series, tokens) {
  const states = new Map(series.flatMap(({ data }) => data).map((one) => [one.name, one]));
  return [...states.values()].map((one) => {
    const { fill, opacity } = looksOf(one, tokens);
    return { type: "bar", name: one.name, itemStyle: { color: fill, opacity }, data: [] };
  });
}

const valueOf = ({ coords: [[from, row], [to]] }) => [from, to, row];

function band({ coordSys }, api, { name, value, slot }, tokens) {
  const [left, middle] = api.coord([api.value(0), api.value(2)]);
  const [right] = api.coord([api.value(1), api.value(2)]);
  const from = Math.max(left, coordSys.x);
  const width = Math.max(1, Math.min(right, coordSys.x + coordSys.width) - from);
  const height = Math.min(HIGHEST, SHARE * api.size([0, 1])[1]);
  // A seam between bands, where they are wide enough to spare it.
  const seam = width > 6 ? 1 : 0;
  return {
    type: "rect",
    shape: { x: from, y: middle - height / 2, width: width - seam, height, r: seam ? 2 : 0 },
    style: looksOf({ name, value, slot }, tokens),
    textContent: {
      ignore: width < Math.min(LONG, AROUND + LETTER * name.length),
      style: {
        text: name,
        fill: tokens.text,
        font: `12px ${tokens.font}`,
        width: width - AROUND,
        overflow: "truncate",
        ellipsis: "…",
      },
    },
    textConfig: { position: "insideLeft", distance: 6 },
  };
}
