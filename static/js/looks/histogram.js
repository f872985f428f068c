/** Bars that stand before each other let each other through. */

import { formatValue, readings } from "../format.js";
import { valueScale } from "../valueaxis.js";

const LABEL = 80;

export function histogram(option, { unit, curves, width }) {
  const opacity = curves.length > 1 ? 0.6 : 1;
  const [across] = option.xAxis;
  return {
    ...option,
    xAxis: [{ ...across, axisLabel: { ...across.axisLabel, customValues: ticks(across, width) } }],
    tooltip: { ...option.tooltip, formatter: (params) => tip(params, unit) },
    series: option.series.map((one) => ({
      ...one,
      itemStyle: { ...one.itemStyle, opacity },
      encode: { x: 0, y: 1 },
    })),
  };
}

/** Round numbers inside of what the bins span, which ends where they end. */
function ticks({ min, max }, width) {
  const scale = valueScale({ min, max }, { most: Math.max(2, Math.min(10, width / LABEL)) });
  return scale.ticks.filter((tick) => tick >= min && tick <= max);
}

const tip = ({ value: [, count, from, to] }, unit) =>
  `${formatValue(from, unit)} – ${formatValue(to, unit)}\n${readings(count)}`;
