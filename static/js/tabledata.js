/**
 * What a panel shows as a table: the numbers behind the picture.
 *
 * @typedef {Object} Column
 * @property {string} label
 * @property {"time" | "number" | "text"} type times are epoch milliseconds
 * @property {string} [unit]
 * @property {number | null} [decimals]
 *
 * @typedef {{columns: Column[], rows: Array<Array<number | string | null>>}} Table
 */

import { t } from "./i18n.js";

const time = () => ({ label: t("Time"), type: "time" });
const text = (label) => ({ label, type: "text" });
const number = (label, curve = {}) => {
  const { unit = "", decimals = null } = curve;
  return { label, type: "number", unit, decimals };
};

/**
 * @param {{kind: string, join: string, option: any,
 *   curves: import("./timeplot.js").Curve[]}} panel `option` with what the kind has shaped
 * @returns {Table}
 */
export function tableOf({ kind, join, option, curves }) {
  if (join === "points") return timed(curves);
  if (join === "last") return newest(curves);
  return (SHAPED[kind] ?? plain)(option, curves);
}

/** A row for each time at which any curve that is shown has a point. */
function timed(curves) {
  const shown = curves.filter(({ hidden }) => !hidden);
  const parts = shown.flatMap(partsOf);
  const rows = new Map();
  parts.forEach(({ flat }, place) => {
    for (let at = 0; at < flat.length; at += 2) {
      if (Number.isNaN(flat[at + 1])) continue;
      if (!rows.has(flat[at])) rows.set(flat[at], new Array(parts.length).fill(null));
      rows.get(flat[at])[place] = flat[at + 1];
    }
  });
  const ascending = [...rows].sort(([a], [b]) => a - b);
  return {
    columns: [time(), ...parts.map(({ label, curve }) => number(label, curve))],
    rows: ascending.map(([at, values]) => [at, ...values]),
  };
}

/** A curve is one column, with a band two more. */
function partsOf(curve) {
  const own = { label: curve.label, curve, flat: curve.columns.flat };
  if (!curve.band) return [own];
  const { low, high } = curve.band;
  return [
    own,
    { label: t("{label}, lowest", { label: curve.label }), curve, flat: low.flat },
    { label: t("{label}, highest", { label: curve.label }), curve, flat: high.flat },
  ];
}

function newest(curves) {
  const rows = curves.map(({ label, columns }) => [label, columns.last?.[1] ?? null]);
  return { columns: [text(t("Series")), number(t("Value"), curves[0])], rows };
}

const dataOf = (option) => [option.series ?? []].flat().map(({ data }) => data ?? []);
const named = (axis, place) => [axis].flat()[0]?.data?.[place] ?? place;

/** How the kinds that shape their data lay it out. */
const SHAPED = {
  candlestick: (option, [curve]) => ({
    columns: [time(), ...candles().map((label) => number(label, curve))],
    rows: dataOf(option)[0].map((row) => [...row]),
  }),
  density: (option, [curve]) => ({
    columns: [time(), number(t("From"), curve), number(t("Readings"))],
    rows: dataOf(option)[0].map(([x, y, count]) => [
      Number(named(option.xAxis, x)),
      Number(named(option.yAxis, y)),
      count,
    ]),
  }),
  histogram: (option, curves) => ({
    columns: [text(t("Series")), number(t("From"), curves[0]), number(t("To"), curves[0]), number(t("Readings"))],
    rows: dataOf(option).flatMap((data, at) =>
      data.map(([, count, from, to]) => [curves[at]?.label ?? "", from, to, count]),
    ),
  }),
  scatter: (option, [across, ...others]) => ({
    columns: [time(), text(t("Series")), number(across?.label ?? "", across), number(t("Value"), others[0])],
    rows: dataOf(option).slice(1).flatMap((data, at) =>
      data.map(([x, y, when]) => [when, others[at]?.label ?? "", x, y]),
    ),
  }),
  states: (option) => ({
    columns: [text(t("Series")), text(t("State")), { ...time(), label: t("From") }, { ...time(), label: t("To") }],
    rows: dataOf(option).flat().map(({ coords: [[from, place], [to]], name }) => [
      named(option.yAxis, place),
      name,
      from,
      to,
    ]),
  }),
  heatmap: (option, [curve]) => ({
    columns: [text(t("Day")), text(t("Hour")), number(t("Value"), curve)],
    rows: dataOf(option)[0].map(([x, y, value]) => [named(option.xAxis, x), named(option.yAxis, y), value]),
  }),
  calendar: (option, [curve]) => ({
    columns: [text(t("Day")), number(t("Value"), curve)],
    rows: dataOf(option)[0].map(([, , value, day]) => [day, value]),
  }),
  table: (option, curves) => ({
    columns: [text(t("Series")), ...figures().map((label) => number(label, curves[0]))],
    rows: dataOf(option).map((data, at) => [curves[at]?.label ?? "", ...data]),
  }),
  top: (option, curves) => ({
    columns: [text(t("Series")), number(t("Value"), curves[0])],
    rows: dataOf(option).flatMap((data, at) => data.map(([value]) => [curves[at].label, value])),
  }),
};

const figures = () => [t("last"), t("min"), t("mean"), t("max")];
const candles = () => [t("First"), t("Last"), t("Lowest"), t("Highest")];

/** A kind that is not known here: its numbers as they are. */
function plain(option, curves) {
  const rows = dataOf(option).flatMap((data, at) => {
    const label = curves[at]?.label ?? String(at + 1);
    return data.map((one) => [label, ...[one?.value ?? one].flat()]);
  });
  const width = Math.max(1, ...rows.map((row) => row.length));
  const values = Array.from({ length: width - 1 }, (_, at) => number(`${t("Value")} ${at + 1}`));
  return { columns: [text(t("Series")), ...values], rows };
}
