/** Ranges that somebody entered lately, kept in the browser. */

import { sameRange } from "./timerange.js";

const KEY = "livecurve.ranges";
const KEPT = 5;

/** @returns {import("./timerange.js").Range[]} the newest first */
export function recentRanges() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isRange) : [];
  } catch {
    // Storage can be forbidden, and hold anything.
    return [];
  }
}

const isRange = (one) => typeof one?.start === "string" && typeof one?.end === "string";

/** @param {import("./timerange.js").Range} range */
export function rememberRange({ start, end }) {
  const others = recentRanges().filter((one) => !sameRange(one, { start, end }));
  try {
    localStorage.setItem(KEY, JSON.stringify([{ start, end }, ...others].slice(0, KEPT)));
  } catch {
    // Without storage there are none.
  }
}
