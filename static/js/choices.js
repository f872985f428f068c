/**
 * What is chosen of a dashboard's variables, as the address has it: `var-host=a&var-host=b`.
 *
 * @typedef {Object} Variable as `/api/dashboards/SLUG/variables` lists it
 * @property {string} name
 * @property {string} label
 * @property {boolean} multi
 * @property {boolean} all
 * @property {string[]} values the first of them
 * @property {number} total
 * @property {boolean} every whether all are chosen
 * @property {string[]} chosen
 */

import { t } from "./i18n.js";

/** In an address: all values, those to come too. */
export const EVERY = "$__all";
export const PREFIX = "var-";
/** Values that a button names before it counts them. */
const NAMED = 2;

/** The part of an address that is about variables. @param {URLSearchParams} params */
export function askedOf(params) {
  const names = [...new Set(params.keys())].filter((name) => name.startsWith(PREFIX));
  return Object.fromEntries(names.map((name) => [name, params.getAll(name)]));
}

/**
 * The values after a click on one; none leads back to the default.
 * @param {Variable} variable
 * @param {string} value or EVERY
 * @returns {string[]}
 */
export function toggled({ multi, every, chosen }, value) {
  if (value === EVERY) return every ? [] : [EVERY];
  if (!multi || every) return [value];
  return chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
}

/** What the button of a variable says. @param {Variable} variable */
export function summaryOf({ every, chosen }) {
  if (every) return t("All");
  if (!chosen.length) return t("None");
  if (chosen.length <= NAMED) return chosen.join(", ");
  return t("{first} and {count} more", { first: chosen[0], count: chosen.length - 1 });
}
