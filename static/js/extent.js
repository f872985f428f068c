/** From when to when there are readings, for "all time". */

import { post } from "./api.js";
import { EARLIEST } from "./timerange.js";

/**
 * One column over all of time: M4 has the first and the last reading at their true times.
 * @param {string[]} series ids or selectors
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("./timerange.js").Span | null>}
 */
export async function extentOf(series, signal) {
  if (!series.length) return null;
  const queries = [...new Set(series)].map((one) => ({ series: one, agg: "m4" }));
  const body = { start: String(EARLIEST), end: "now", width: 1, queries };
  const { series: found } = await post("/api/query", body, signal);
  const times = found.flatMap(({ points }) => points.map(([time]) => time));
  if (!times.length) return null;
  return { start: Math.min(...times), end: Math.max(...times) };
}
