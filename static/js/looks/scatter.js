/** Dots: many of them in one place are darker. */

import { formatValue } from "../format.js";
import { formatMoment } from "../reltime.js";

const CLEAR = 0.55;

export function scatter(option, { span, unit }) {
  const across = option.xAxis[0].name;
  const tip = ({ value: [x, y, time], seriesName }) =>
    [
      formatMoment(time, Math.min(span.end - span.start, 3e9)),
      `${across}  ${formatValue(x, unit)}`,
      `${seriesName}  ${formatValue(y, unit)}`,
    ].join("\n");
  return {
    ...option,
    tooltip: { ...option.tooltip, formatter: tip },
    series: option.series.map((one) => ({
      ...one,
      symbolSize: 6,
      encode: { x: 0, y: 1 },
      itemStyle: { ...one.itemStyle, opacity: CLEAR },
    })),
  };
}
