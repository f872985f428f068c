/**
 * What is drawn where readings are missing. Points are a Float64Array of time, value, time,
 * value …, ascending in time, in ms, with NaN for a gap.
 */

/**
 * @param {Float64Array} flat
 * @param {"gap" | "connect" | "zero"} nulls
 * @param {number} step how far apart readings are, in ms; 0 when that is not known
 * @returns {Float64Array} the same where there is nothing to do
 */
export function withNulls(flat, nulls, step) {
  if (nulls === "gap" || !hasGaps(flat)) return flat;
  return nulls === "connect" ? connected(flat) : zeroed(flat, step);
}

function hasGaps(flat) {
  for (let at = 1; at < flat.length; at += 2) if (Number.isNaN(flat[at])) return true;
  return false;
}

function connected(flat) {
  const kept = [];
  for (let at = 0; at < flat.length; at += 2) {
    if (!Number.isNaN(flat[at + 1])) kept.push(flat[at], flat[at + 1]);
  }
  return Float64Array.from(kept);
}

/** From a step after the last reading to a step before the next one there is nothing: 0. */
function zeroed(flat, step) {
  const made = [];
  for (let at = 0; at < flat.length; at += 2) {
    if (Number.isNaN(flat[at + 1])) made.push(...zeros(flat[at - 2], flat[at], flat[at + 2], step));
    else made.push(flat[at], flat[at + 1]);
  }
  return Float64Array.from(made);
}

function zeros(before = NaN, gap, after = NaN, step) {
  const from = before + (step || (gap - before) / 2);
  const to = after - (step || (after - gap) / 2);
  const times = [from < gap ? from : gap, to > gap ? to : gap];
  return [...new Set(times)].flatMap((time) => [time, 0]);
}
