/**
 * Gauges: the newest value of each series on an arc of its own, side by side. Thresholds are
 * marks around the arc, and the state that a value has reached is said below it.
 */

import { dressAny } from "./dress.js";
import { formatValue } from "./format.js";
import { inkOf } from "./plotseries.js";
import { alarmOf, thresholdName } from "./thresholdmarks.js";
import { tokens } from "./tokens.js";

const GAP = 8;
const LABEL = 18;

/**
 * @param {{option: object, curves: import("./timeplot.js").Curve[],
 *   display: import("./display.js").Display, width: number, height: number}} what
 * @returns {object} an ECharts option
 */
export function gaugeOption({ option, curves, display, width, height }) {
  const looks = tokens();
  // ECharts complains of a gauge without a value.
  const shown = curves.filter(({ hidden, columns }) => !hidden && columns.last);
  const cells = arrange(shown.length, width, height);
  const named = shown.length > 1;
  const series = shown.map((curve, at) => oneGauge(curve, cells[at], { display, named, looks }));
  return { ...dressAny(option, looks), series };
}

/** Rows and columns that leave each gauge the most room. */
function arrange(count, width, height) {
  const layouts = Array.from({ length: count }, (_, at) => {
    const columns = at + 1;
    const rows = Math.ceil(count / columns);
    return { columns, rows, size: Math.min(width / columns, (height / rows) * 1.25) };
  });
  const { columns, rows } = layouts.sort((a, b) => b.size - a.size)[0] ?? { columns: 1, rows: 1 };
  const [cellWidth, cellHeight] = [width / columns, height / rows];
  return Array.from({ length: count }, (_, at) => ({
    left: (at % columns) * cellWidth,
    top: Math.floor(at / columns) * cellHeight,
    width: cellWidth,
    height: cellHeight,
  }));
}

function oneGauge(curve, cell, { display, named, looks }) {
  const { data, name, ...given } = curve.option;
  const value = curve.columns.last?.[1] ?? null;
  const alarm = alarmOf(display.thresholds, value);
  const words = [named && curve.label, alarm && thresholdName(alarm)].filter(Boolean).join(": ");
  const room = cell.height - (words ? LABEL : 0);
  // The arc from 210 to -30 degrees is 1.5 radii high.
  const radius = Math.max(16, Math.min(cell.width / 2, room / 1.5) - GAP);
  const middle = cell.top + (room - 1.5 * radius) / 2 + radius;
  const width = Math.max(4, Math.min(12, radius / 8));
  const colour = alarm ? looks[alarm.state] : inkOf(curve);
  return {
    ...given,
    type: "gauge",
    id: curve.key,
    center: [cell.left + cell.width / 2, middle],
    radius,
    startAngle: 210,
    endAngle: -30,
    silent: true,
    animation: false,
    progress: { show: true, width, itemStyle: { color: colour } },
    axisLine: { lineStyle: { width, color: segments(given, display.thresholds, looks) } },
    pointer: { show: false },
    anchor: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { show: false },
    ...texts(curve, { display, named: words !== "", radius, looks }),
    data: [{ value, name: words }],
  };
}

/** The arc that is not reached yet, in pale colours of the states. */
function segments({ min = 0, max = 100 }, thresholds, looks) {
  const share = (value) => Math.min(1, Math.max(0, (value - min) / (max - min)));
  const ends = [...thresholds.slice(1).map(({ value }) => share(value)), 1];
  const first = thresholds.length ? share(thresholds[0].value) : 1;
  const parts = thresholds.map(({ state }, at) => [ends[at], `${looks[state]}59`]);
  return [[first, looks.hairline], ...parts].filter(([end]) => end > 0);
}

function texts(curve, { display, named, radius, looks }) {
  return {
    title: {
      show: named,
      offsetCenter: [0, radius * 0.5 + LABEL],
      color: looks.muted,
      fontSize: 12,
      width: radius * 2,
      overflow: "truncate",
    },
    detail: {
      valueAnimation: false,
      offsetCenter: [0, 0],
      formatter: (value) => formatValue(value, curve.unit, curve.decimals),
      color: looks.text,
      fontSize: radius >= 56 ? 28 : 13,
      fontWeight: 600,
      fontFamily: looks.font,
    },
  };
}
