/** The means of curves that M4 has reduced: only the server has all their readings. */

import { post } from "./api.js";
import { meansOf } from "./stats.js";

/**
 * One request for all panels that show a mean; where it fails, the mean stays unsaid.
 * @param {import("./panel.js").Panel[]} panels
 * @param {import("./timerange.js").Span | null} span
 */
export async function askMeans(panels, span) {
  const asking = panels.filter((panel) => panel.withoutMean.length > 0);
  const ids = [...new Set(asking.flatMap((panel) => panel.withoutMean))];
  if (!ids.length || !span) return;
  const queries = ids.flatMap((id) => ["sum", "count"].map((agg) => ({ series: String(id), agg })));
  try {
    const answer = await post("/api/query", { ...span, width: 1, queries });
    for (const panel of asking) panel.means = meansOf(answer.series);
  } catch {
    for (const panel of asking) panel.means = new Map();
  }
}
