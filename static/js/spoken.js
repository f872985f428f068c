/** What a panel shows, in a sentence or two for a screen reader. */

import { formatCount } from "./format.js";
import { t } from "./i18n.js";
import { describe } from "./kinds.js";
import { formatMoment } from "./reltime.js";
import { valueText } from "./statetexts.js";
import { statsOf } from "./stats.js";

const MOST = 5;

/**
 * A panel whose kind has shaped what it shows.
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

/**
 * A panel of curves, or of the newest value of each.
 * @param {{kind: string, join: string, span: {start: number, end: number},
 *   curves: import("./timeplot.js").Curve[]}} panel
 */
export function spokenCurves({ kind, join, span, curves }) {
  const shown = curves.filter(({ hidden }) => !hidden);
  if (!shown.some(({ columns }) => columns.last)) return t("No readings in this range.");
  const values = { kind: describe({ name: kind }).title, count: shown.length };
  if (join === "last") {
    const newest = listed(shown, (curve) => valueText(curve, curve.columns.last?.[1]));
    return t("{kind} of {count} series. Newest: {newest}.", { ...values, newest });
  }
  const [from, to] = [span.start, span.end].map((one) => formatMoment(one, span.end - span.start));
  const figures = listed(shown, (curve) => figuresOf(curve, span));
  return t("{kind} of {count} series, {from} to {to}: {figures}.", { ...values, from, to, figures });
}

/** The title of a panel says what its only curve is. */
function listed(curves, tell) {
  if (curves.length === 1) return tell(curves[0]);
  const told = curves.slice(0, MOST).map((curve) => `${curve.label}: ${tell(curve)}`);
  if (curves.length > MOST) told.push(t("{count} more", { count: curves.length - MOST }));
  return told.join("; ");
}

function figuresOf(curve, span) {
  const stats = statsOf(curve.columns, span);
  const [min, max, last] = [stats.min, stats.max, stats.last].map((one) => valueText(curve, one));
  return t("lowest {min}, highest {max}, last {last}", { min, max, last });
}
