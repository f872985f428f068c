/** Bars that stand before each other let each other through. */

import { formatCount, formatValue } from "../format.js";

export function histogram(option, { unit, curves }) {
  const opacity = curves.length > 1 ? 0.6 : 1;
  return {
    ...option,
    tooltip: { ...option.tooltip, formatter: (params) => tip(params, unit) },
    series: option.series.map((one) => ({
      ...one,
      itemStyle: { ...one.itemStyle, opacity },
      encode: { x: 0, y: 1 },
    })),
  };
}

const tip = ({ value: [, count, from, to] }, unit) =>
  `${formatValue(from, unit)} – ${formatValue(to, unit)}\n${formatCount(count)} readings`;
