/**
 * How a panel is shown, whatever its kind: the options that the server sends where they differ
 * from what they are by default.
 *
 * @typedef {{value: number, state: "ok" | "warning" | "critical", label: string}} Threshold
 *   from `value` upwards the panel is in this state; they come the lowest first
 *
 * @typedef {Object} Display
 * @property {boolean} log
 * @property {number | null} decimals
 * @property {"auto" | "table" | "list" | "none"} legend
 * @property {"gap" | "connect" | "zero"} nulls what is drawn where a reading is missing
 * @property {Threshold[]} thresholds
 * @property {"line" | "band" | "both"} threshold_style
 * @property {Array<"min" | "max" | "last">} labels readings that are written beside a line
 * @property {{min: number | null, max: number | null, unit: string, log: boolean}} right
 * @property {string} description Markdown
 */

const RIGHT = Object.freeze({ min: null, max: null, unit: "", log: false });

/** @type {Display} */
export const DEFAULTS = Object.freeze({
  log: false,
  decimals: null,
  legend: "auto",
  nulls: "gap",
  thresholds: [],
  threshold_style: "line",
  labels: [],
  right: RIGHT,
  description: "",
});

/**
 * @param {Partial<Display>} [options] of a panel's answer
 * @returns {Display}
 */
export function displayOf(options = {}) {
  return { ...DEFAULTS, ...options, right: { ...RIGHT, ...options.right } };
}

/**
 * The state that a value is in: that of the highest threshold that it has reached.
 * @param {Threshold[]} thresholds
 * @param {number | null | undefined} value
 * @returns {Threshold | null}
 */
export function reachedBy(thresholds, value) {
  if (value === null || value === undefined) return null;
  return thresholds.findLast((one) => value >= one.value) ?? null;
}
