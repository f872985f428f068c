/** Where values lie on their axis: evenly, or by their logarithm. */

/** @typedef {import("./valueaxis.js").Scale & {log?: boolean}} Scale */

/**
 * The number by which a value is drawn.
 * @param {Scale} scale
 * @param {number} value
 */
export const placed = ({ log }, value) => (log ? Math.log10(value) : value);

/** The part of the axis above a value, 0 at its top. @param {Scale} scale */
export function depth(scale, value) {
  const [low, high] = [placed(scale, scale.min), placed(scale, scale.max)];
  return (high - placed(scale, value)) / (high - low);
}

/**
 * Points as they are drawn: on a logarithmic axis what has no place there is left out.
 * @param {Scale} scale
 * @param {Float64Array} flat
 * @returns {Float64Array} the same where there is nothing to do
 */
export function placedPoints(scale, flat) {
  if (!scale.log) return flat;
  const made = flat.slice();
  for (let at = 1; at < made.length; at += 2) {
    made[at] = made[at] > 0 ? Math.log10(made[at]) : NaN;
  }
  return made;
}

/** How many points of a range a logarithmic axis has no place for. */
export function leftOut(flat, start, end) {
  let count = 0;
  for (let at = 0; at < flat.length; at += 2) {
    if (flat[at + 1] <= 0 && flat[at] >= start && flat[at] <= end) count += 1;
  }
  return count;
}

/** Ticks between two powers of ten. */
const BETWEEN = [2, 5];

/**
 * From a power of ten to another, or of two for bytes.
 * @param {{min: number, max: number} | null} bounds of what is drawn, above 0
 * @param {{base?: 2 | 10, most?: number, fixedMin?: number | null, fixedMax?: number | null}} [how]
 * @returns {Scale}
 */
export function logScale(bounds, { base = 10, most = 4, fixedMin = null, fixedMax = null } = {}) {
  const ends = bounds ?? { min: 1, max: base };
  const power = (value) => Math.log(value) / Math.log(base);
  let first = Math.floor(power(fixedMin ?? ends.min) + 1e-9);
  let last = Math.ceil(power(fixedMax ?? ends.max) - 1e-9);
  if (last <= first) [first, last] = [last - 1, last];
  const min = fixedMin ?? base ** first;
  const max = fixedMax && fixedMax > min ? fixedMax : base ** last;
  const ticks = powers(first, last, base, most).filter((tick) => tick >= min && tick <= max);
  return { min, max, step: max - min, ticks, log: true };
}

function powers(first, last, base, most) {
  const every = Math.ceil((last - first) / most);
  const ticks = [];
  for (let at = first; at <= last; at += 1) {
    if ((at - first) % every === 0) ticks.push(rounded(base ** at));
    const fine = base === 10 && (last - first) * 3 <= most + 2;
    if (fine) ticks.push(...BETWEEN.map((part) => rounded(part * base ** at)));
  }
  return ticks;
}

const rounded = (value) => Number(value.toPrecision(12));
