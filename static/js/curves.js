/** The curves of a panel, made from an answer; what the page knows of a series stays with it. */

import { Columns } from "./columns.js";

/** @typedef {import("./timeplot.js").Curve} Curve */

/**
 * @param {object} answer of one panel
 * @param {{option: object, width: number, slots: import("./slots.js").Slots,
 *   hidden: import("./hidden.js").Hidden, keep: Map<string, Curve>}} known `keep` are curves whose columns stay, since live readings
 *   are appended to them
 * @returns {Curve[]}
 */
export function curvesOf({ series, join }, { option, width, slots, hidden, keep }) {
  const keys = keysOf(series);
  const options = [option.series ?? []].flat();
  return series.map((one, at) => {
    const key = keys[at];
    const kept = keep.get(key);
    return {
      key,
      id: one.id,
      seriesKey: one.key,
      label: one.label || one.key || one.name,
      slot: slots.colour(key),
      dash: slots.dash(key),
      hidden: hidden.has(key),
      option: options[at] ?? { type: "line" },
      appends: appends(one.agg ?? "m4", join),
      columns: kept?.appends ? kept.columns : columnsOf(one, width),
    };
  });
}

/** Names that a curve keeps from answer to answer, whatever others come or go. */
function keysOf(series) {
  const seen = new Map();
  return series.map(({ id, agg = "m4" }) => {
    const key = `${id}/${agg}`;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return times ? `${key}/${times}` : key;
  });
}

/** Whether a live reading is a point of the curve, and not part of a sum or a mean. */
const appends = (agg, join) =>
  join !== "shaped" && (agg === "m4" || (join === "last" && agg === "last"));

function columnsOf(series, width) {
  const columns = new Columns(width);
  columns.replace(series);
  return columns;
}

/** Time of the newest point of all curves, -Infinity when there is none. */
export const newestOf = (curves) =>
  Math.max(...curves.map(({ columns }) => columns.newest), -Infinity);
