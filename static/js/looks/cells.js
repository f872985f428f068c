/** Cells of a heatmap: a thin seam between them, and what is said of the one under the pointer. */

import { formatValue } from "../format.js";

const SEAM = 6;

/**
 * @param {any} option
 * @param {import("../dressshaped.js").Place} place
 * @param {{x: object, y: object, tip: (cell: any[], value: string) => string, unit?: string}} how
 *   more of the two axes, and what a cell says
 */
export function cells(option, { width, height, tokens }, { x, y, tip, unit }) {
  const [across, down] = [option.xAxis[0], option.yAxis[0]];
  const columns = across.data?.length || 1;
  const rows = down.data?.length || 1;
  const isWide = Math.min((width - 100) / columns, (height - 40) / rows) >= SEAM;
  return {
    ...option,
    xAxis: [{ ...across, ...x, axisLabel: { ...across.axisLabel, ...x.axisLabel } }],
    yAxis: [{ ...down, ...y, axisLabel: { ...down.axisLabel, ...y.axisLabel } }],
    tooltip: {
      ...option.tooltip,
      formatter: ({ value }) => tip(value, formatValue(value[2], unit)),
    },
    series: option.series.map((one) => ({
      ...one,
      itemStyle: { borderColor: tokens.surface, borderWidth: isWide ? 1 : 0 },
      emphasis: { itemStyle: { borderColor: tokens.text, borderWidth: 1 } },
    })),
  };
}

/** The unit of the scale of colours, which is that of the cells. */
export const unitOf = (panel) => panel.option.visualMap?.[0]?.formatter?.unit ?? "";
