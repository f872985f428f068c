/** Gauges: the newest value of each series on an arc of its own, side by side. */

import { dressAny } from "./dress.js";
import { formatValue } from "./format.js";
import { tokens } from "./tokens.js";

const GAP = 8;
const LABEL = 18;

/**
 * @param {{option: object, curves: import("./timeplot.js").Curve[], unit: string,
 *   width: number, height: number}} what
 * @returns {object} an ECharts option
 */
export function gaugeOption({ option, curves, unit, width, height }) {
  const looks = tokens();
  // ECharts complains of a gauge without a value.
  const shown = curves.filter(({ hidden, columns }) => !hidden && columns.last);
  const cells = arrange(shown.length, width, height);
  const series = shown.map((curve, at) =>
    oneGauge(curve, cells[at], unit, shown.length > 1, looks),
  );
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

function oneGauge(curve, cell, unit, named, looks) {
  const { data, name, ...given } = curve.option;
  const room = cell.height - (named ? LABEL : 0);
  // The arc from 210 to -30 degrees is 1.5 radii high.
  const radius = Math.max(16, Math.min(cell.width / 2, room / 1.5) - GAP);
  const middle = cell.top + (room - 1.5 * radius) / 2 + radius;
  const width = Math.max(4, Math.min(12, radius / 8));
  const colour = looks.series[curve.slot];
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
    axisLine: { lineStyle: { width, color: [[1, looks.hairline]] } },
    pointer: { show: false },
    anchor: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { show: false },
    ...texts(curve, { unit, named, radius, looks }),
    data: [{ value: curve.columns.last?.[1] ?? null, name: named ? curve.label : "" }],
  };
}

function texts(curve, { unit, named, radius, looks }) {
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
      formatter: (value) => formatValue(value, unit),
      color: looks.text,
      fontSize: radius >= 56 ? 28 : 13,
      fontWeight: 600,
      fontFamily: looks.font,
    },
  };
}
