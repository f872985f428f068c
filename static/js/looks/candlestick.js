/** Candles in the colour of their series: hollow when the value rose, filled when it fell. */

import { formatValue } from "../format.js";
import { t } from "../i18n.js";
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
    [t("first"), open],
    [t("highest"), high],
    [t("lowest"), low],
    [t("last"), close],
  ];
  const lines = names.map(([name, value]) => `${name}  ${formatValue(value, unit)}`);
  const moment = formatMoment(time, Math.min(span.end - span.start, 3e9));
  return [t("{name}, from {moment}", { name: seriesName, moment }), ...lines].join("\n");
}
