/** The curves of a panel, made from an answer; what the page knows of a series stays with it. */

import { Columns } from "./columns.js";
import { learn } from "./statetexts.js";

/** @typedef {import("./timeplot.js").Curve} Curve */

/** Line types of what is compared, readings of other times: of the latest, and of any before. */
const SHIFTED = [
  [6, 4],
  [2, 2],
];

/**
 * @param {object} answer of one panel
 * @param {{option: object, width: number, unit: string, slots: import("./slots.js").Slots,
 *   hidden: import("./hidden.js").Hidden, keep: Map<string, Curve>}} known `keep` are curves whose columns stay, since live readings
 *   are appended to them
 * @returns {Curve[]}
 */
export function curvesOf({ series, join, options: display }, { option, width, unit, slots, hidden, keep }) {
  const keys = keysOf(series);
  const options = [option.series ?? []].flat();
  slots.follow(keys);
  slots.reserve(series.map(({ look }) => look?.color));
  const latest = Math.min(...series.map(({ look }) => look?.shift || Infinity));
  return series.map((one, at) => {
    const key = keys[at];
    learn(one.id, one.states);
    const kept = keep.get(key);
    return {
      key,
      id: one.id,
      agg: one.agg ?? "m4",
      seriesKey: one.key,
      label: one.label || one.key || one.name,
      origin: { query: one.query, name: one.name, tags: one.tags, look: one.look },
      hidden: hidden.has(key),
      option: options[at] ?? { type: "line" },
      appends: appends(one, join),
      isComputed: one.live === false,
      count: one.count ?? 0,
      columns: kept?.appends ? kept.columns : columnsOf(one, width),
      band: bandOf(one, width),
      ...lookOf(one, unit, display?.decimals),
      ...colourOf(one.look ?? {}, slots, { ...partnerOf(series, keys, at), latest }),
    };
  });
}

/** Names that a curve keeps from answer to answer, whatever others come or go. */
function keysOf(series) {
  const seen = new Map();
  return series.map(({ id, label, look, agg = "m4" }) => {
    const shift = look?.shift ? `-${look.shift}` : "";
    // What is computed of several series has no id of its own.
    const key = `${id ?? label}/${agg}${shift}`;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return times ? `${key}/${times}` : key;
  });
}

/** The curve whose colour one has: its own, but that of the present for readings of the past. */
function partnerOf(series, keys, at) {
  const { id, key, look } = series[at];
  const isPartner = (one) => one.id === id && one.key === key && !one.look?.shift;
  const partner = look?.shift ? series.findIndex(isPartner) : -1;
  return partner < 0 ? { key: keys[at] } : { key: keys[partner], color: series[partner].look?.color };
}

/** Whether a live reading is a point of the curve, and not part of a sum or a mean. */
function appends({ agg = "m4", live = true, look }, join) {
  if (!live || look?.shift || look?.band) return false;
  return join !== "shaped" && (agg === "m4" || (join === "last" && agg === "last"));
}

function lookOf({ look = {}, unit: own }, unit, decimals = null) {
  return {
    axis: look.axis ?? "left",
    unit: own || unit,
    decimals: look.decimals ?? decimals,
    shift: look.shift ?? 0,
  };
}

function colourOf({ color: own, dash, shift }, slots, partner) {
  const color = own ?? partner.color;
  const isSlot = Number.isInteger(color);
  return {
    slot: isSlot ? color - 1 : slots.colour(partner.key),
    colour: typeof color === "string" ? color : null,
    dash: dash ? SHIFTED[shift > partner.latest ? 1 : 0] : isSlot || color ? "solid" : slots.dash(partner.key),
  };
}

/** The lowest and the highest around a mean. */
function bandOf({ low, high, resolution, interval }, width) {
  if (!low || !high) return null;
  const sides = [low, high].map((points) => columnsOf({ points, resolution, interval }, width));
  return { low: sides[0], high: sides[1] };
}

function columnsOf(series, width) {
  const columns = new Columns(width);
  columns.replace(series);
  return columns;
}

/** All columns of a curve: those of its band too. @param {Curve} curve */
export const columnsIn = ({ columns, band }) =>
  band ? [columns, band.low, band.high] : [columns];

/** All that is drawn. @param {Curve[]} curves */
export const pointsOf = (curves) =>
  curves.map(({ id, seriesKey, label, columns }) => {
    return { id, key: seriesKey, label, points: columns.points };
  });

/** Time of the newest point of all curves, -Infinity when there is none. */
export const newestOf = (curves) =>
  Math.max(...curves.map(({ columns }) => columns.newest), -Infinity);
