/** Ranges that somebody entered lately, kept in the browser. */

import { keep, kept } from "./kept.js";
import { sameRange } from "./timerange.js";

const KEY = "livecurve.ranges";
const KEPT = 5;

/** @returns {import("./timerange.js").Range[]} the newest first */
export function recentRanges() {
  const ranges = kept(KEY);
  return Array.isArray(ranges) ? ranges.filter(isRange) : [];
}

const isRange = (one) => typeof one?.start === "string" && typeof one?.end === "string";

/** @param {import("./timerange.js").Range} range */
export function rememberRange({ start, end }) {
  const others = recentRanges().filter((one) => !sameRange(one, { start, end }));
  keep(KEY, [{ start, end }, ...others].slice(0, KEPT));
}
