/** How old curves are: each is expected to go on at its series' usual step. */

import { t } from "./i18n.js";
import { ago, roughly } from "./reltime.js";

/** A reading is called "now" for so long, or for three of its series' steps, in ms. */
const FRESH = 5000;
/** A curve has stopped when nothing came for so long, or for five steps, in ms. */
const STALE = 15_000;

/**
 * Up to when a curve reaches.
 * @param {import("./timeplot.js").Curve} curve
 * @param {number} now
 */
function reachOf({ columns, appends, agg }, now) {
  // A column is as new as its end, which may still be to come; the readings of one have times of
  // their own.
  const end = columns.newest + (appends || agg === "m4" ? 0 : columns.resolution);
  return Math.min(end, Math.max(now, columns.newest));
}

/**
 * Since when a curve that should go on has stopped, in ms; null while it goes on.
 * @param {import("./timeplot.js").Curve} curve
 * @param {number} now
 */
export function staleSince(curve, now) {
  const end = reachOf(curve, now);
  const patience = Math.max(STALE, 5 * (curve.columns.interval ?? 0));
  return Number.isFinite(end) && now - end > patience ? end : null;
}

/** "stale for 3 min" */
export const staleText = (since, now) => t("stale for {span}", { span: roughly(now - since) });

/**
 * What is said of a panel's curves together.
 * @param {import("./timeplot.js").Curve[]} curves
 * @param {number} now
 * @param {boolean} live whether they should go on up to now
 * @returns {{text: string, newest: number, stale: boolean}}
 */
export function freshness(curves, now, live) {
  const newest = Math.max(...curves.map((curve) => reachOf(curve, now)), -Infinity);
  if (!Number.isFinite(newest)) return { text: "", newest, stale: false };
  const stopped = live ? curves.filter((curve) => staleSince(curve, now) !== null).length : 0;
  if (stopped === curves.length) return { text: staleText(newest, now), newest, stale: true };
  if (stopped) {
    const text = t("{stopped} of {all} stale", { stopped, all: curves.length });
    return { text, newest, stale: true };
  }
  const interval = Math.max(...curves.map(({ columns }) => columns.interval ?? 0));
  const isFresh = now - newest < Math.max(FRESH, 3 * interval);
  return { text: isFresh ? t("now") : ago(newest, now), newest, stale: false };
}
