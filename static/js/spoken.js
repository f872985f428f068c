/** What a panel without a curve shows, in one sentence for a screen reader. */

import { formatCount, formatValue } from "./format.js";

const MOST = 5;

/**
 * @param {string} kind
 * @param {{series: Array<{label: string, unit: string, count: number,
 *   points: Array<[number, number | null]>}>}} answer as in the data of a dashboard
 */
export function spoken(kind, { series }) {
  if (!series.length) return kind;
  const count = series.reduce((sum, one) => sum + one.count, 0);
  const newest = series.slice(0, MOST).map(({ label, unit, points }) => {
    const value = points.at(-1)?.[1];
    return `${label} ${formatValue(value, unit)}`;
  });
  const more = series.length > MOST ? ` and ${series.length - MOST} more` : "";
  return `${kind} of ${formatCount(count)} readings. Newest: ${newest.join(", ")}${more}.`;
}
