/**
 * What the codes of series of states stand for: told by answers, and by live frames when a text is
 * new. All panels of a page share them.
 */

import { formatValue } from "./format.js";

/** @type {Map<string, Record<string, string>>} texts by code, by the series' id */
const known = new Map();
/** The aggregates whose values are codes where the readings are. */
const CODES = new Set(["m4", "first", "last", "min", "max"]);

/** @param {number | string} id of a series @param {Record<string, string>} [states] */
export function learn(id, states) {
  if (!states) return;
  known.set(String(id), { ...known.get(String(id)), ...states });
}

/** @param {Record<string, Record<string, string>>} [states] of a live frame, by series */
export function learnAll(states = {}) {
  for (const [id, texts] of Object.entries(states)) learn(id, texts);
}

/** Whether the numbers of a series are codes. @param {number | string} id */
export const hasTexts = (id) => known.has(String(id));

/**
 * A value as it is written: the text of a state, or a number with its unit.
 * @param {{id: number | string, agg?: string, unit?: string, decimals?: number | null}} series
 * @param {number | null | undefined} value
 */
export function valueText({ id, agg = "m4", unit, decimals = null }, value) {
  const texts = known.get(String(id));
  if (!texts || !CODES.has(agg)) return formatValue(value, unit, decimals);
  // Between codes, as a mean is, there is nothing that has a name.
  return texts[value] ?? (Number.isInteger(value) ? formatValue(value) : "–");
}
