/**
 * The means of curves that M4 has reduced: points that it has chosen are not what a mean is of, and
 * only the server has all their readings. Any other curve has the mean of its points.
 */

import { post } from "./api.js";
import { groupBy } from "./groupby.js";
import { meansOf } from "./stats.js";

/** Whether the points of a curve are few of its readings. @param {import("./timeplot.js").Curve} curve */
export const isReduced = ({ agg, columns }) => agg === "m4" && columns.resolution > 0;

/** By which the mean of a curve is known. @param {import("./timeplot.js").Curve} curve */
export const meanKey = ({ id, shift }) => `${id}/${shift}`;

/**
 * One request for all panels that show a mean, and one more for each time before that curves are
 * of; where it fails, the mean stays unsaid.
 * @param {import("./panel.js").Panel[]} panels
 * @param {import("./timerange.js").Span | null} span
 */
export async function askMeans(panels, span) {
  const asking = panels.filter((panel) => panel.withoutMean.length > 0);
  if (!asking.length || !span) return;
  const curves = asking.flatMap((panel) => panel.withoutMean);
  const found = await Promise.all(
    [...groupBy(curves, ({ shift }) => shift)].map(([shift, of]) => meansBefore(shift, of, span)),
  );
  const means = new Map(found.flat());
  for (const panel of asking) panel.means = means;
}

/** @returns {Promise<Array<[string, number]>>} means by their keys */
async function meansBefore(shift, curves, { start, end }) {
  const ids = [...new Set(curves.map(({ id }) => id))];
  const queries = ids.flatMap((id) => ["sum", "count"].map((agg) => ({ series: String(id), agg })));
  try {
    const body = { start: start - shift, end: end - shift, width: 1, queries };
    const answer = await post("/api/query", body);
    return [...meansOf(answer.series)].map(([id, mean]) => [meanKey({ id, shift }), mean]);
  } catch {
    return [];
  }
}
