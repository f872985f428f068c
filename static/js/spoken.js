/** What a panel without a curve shows, in one sentence for a screen reader. */

import { formatCount } from "./format.js";
import { t } from "./i18n.js";
import { describe } from "./kinds.js";
import { valueText } from "./statetexts.js";

const MOST = 5;

/**
 * @param {string} kind
 * @param {{series: Array<{id: number, label: string, unit: string, agg?: string, count: number,
 *   points: Array<[number, number | null]>}>}} answer as in the data of a dashboard
 */
export function spoken(kind, { series }) {
  if (!series.length) return describe({ name: kind }).title;
  const count = series.reduce((sum, one) => sum + one.count, 0);
  const newest = series
    .slice(0, MOST)
    .map(({ label, id, agg, unit, points }) => `${label} ${valueText({ id, agg, unit }, points.at(-1)?.[1])}`);
  if (series.length > MOST) newest.push(t("{count} more", { count: series.length - MOST }));
  return t("{kind} of {count} readings. Newest: {newest}.", {
    kind: describe({ name: kind }).title,
    count: formatCount(count),
    newest: newest.join(", "),
  });
}
