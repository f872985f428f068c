/** Candles in the colour of their series: hollow when the value rose, filled when it fell. */

import { formatValue } from "../format.js";
import { formatMoment } from "../reltime.js";

const WIDEST = 14;

export function candlestick(option, { span, unit, tokens }) {
  return {
    ...option,
    tooltip: { ...option.tooltip, formatter: (params) => tip(params, span, unit) },
    series: option.series.map((one) => {
      const { color } = one.itemStyle;
      const looks = { color: tokens.surface, color0: color, borderColor: color };
      return {
        ...one,
        barMaxWidth: WIDEST,
        itemStyle: { ...looks, borderColor0: color, borderColorDoji: color, borderWidth: 1.5 },
        emphasis: { disabled: true },
      };
    }),
  };
}

function tip({ value: [time, open, close, low, high], seriesName }, span, unit) {
  const names = [
    ["first", open],
    ["highest", high],
    ["lowest", low],
    ["last", close],
  ];
  const lines = names.map(([name, value]) => `${name}  ${formatValue(value, unit)}`);
  const moment = formatMoment(time, Math.min(span.end - span.start, 3e9));
  return [`${seriesName}, from ${moment}`, ...lines].join("\n");
}
