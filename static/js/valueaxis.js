/** The extent and ticks of a value axis: round steps, in powers of two for bytes. */

/**
 * @typedef {{min: number, max: number, step: number, ticks: number[]}} Scale
 */

/** Steps that are tried for a second axis. */
const TRIES = 12;

/**
 * @param {{min: number, max: number} | null} bounds of what is drawn; null when there is none
 * @param {{base?: 2 | 10, most?: number, fixedMin?: number | null, fixedMax?: number | null,
 *   fromZero?: boolean}} [how] `most` is how many steps have room
 * @returns {Scale}
 */
export function valueScale(bounds, how = {}) {
  const { base = 10, most = 4, fixedMin = null, fixedMax = null, fromZero = false } = how;
  let { min, max } = bounds ?? { min: fixedMin ?? 0, max: fixedMax ?? 1 };
  if (fromZero || nearZero(min, max)) [min, max] = [Math.min(min, 0), Math.max(max, 0)];
  min = fixedMin ?? min;
  max = fixedMax ?? max;
  if (!(max > min)) [min, max] = widened(min, fixedMin, fixedMax);
  const step = roundStep((max - min) / most, base);
  // Adding 0 makes 0 of a negative zero.
  const low = fixedMin ?? Math.floor(min / step + 1e-9) * step + 0;
  const high = fixedMax ?? Math.ceil(max / step - 1e-9) * step + 0;
  return { min: low, max: high, step, ticks: ticksOf(low, high, step) };
}

/** Values that come close to zero are shown with it: the eye then compares heights. */
function nearZero(min, max) {
  return (min > 0 && min < 0.4 * max) || (max < 0 && max > 0.4 * min);
}

/** A flat curve still needs a height to lie in. */
function widened(value, fixedMin, fixedMax) {
  const room = Math.abs(value) * 0.1 || 1;
  if (fixedMin !== null) return [fixedMin, fixedMin + room];
  if (fixedMax !== null) return [fixedMax - room, fixedMax];
  return value === 0 ? [0, 1] : [value - room, value + room];
}

/**
 * The scale of a second axis: as many round steps as the first one has, so that the lines of the
 * grid are those of both.
 * @param {{min: number, max: number} | null} bounds
 * @param {number} steps
 * @param {Parameters<typeof valueScale>[1]} how
 * @returns {Scale}
 */
export function alignedScale(bounds, steps, how) {
  const free = valueScale(bounds, { ...how, most: Math.max(1, steps) });
  const fixed = (how.fixedMin ?? null) !== null || (how.fixedMax ?? null) !== null;
  if (fixed || !bounds || steps < 1) return free;
  const { min, max } = free;
  let { step } = free;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const low = Math.floor(min / step + 1e-9) * step + 0;
    const high = low + steps * step;
    if (high >= max - 1e-9 * step) return { min: low, max: high, step, ticks: ticksOf(low, high, step) };
    step = roundStep(step * 1.01, how.base ?? 10);
  }
  // One step from below zero to above it is not round, however long it is.
  return free;
}

function roundStep(rough, base) {
  if (base === 2 && rough >= 1) return binaryStep(rough);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** 1, 2, 5 … 500 of the 1024-based prefix that fits, so that labels stay round. */
function binaryStep(rough) {
  const prefix = 1024 ** Math.floor(Math.log2(rough) / 10);
  const size = rough / prefix;
  const round = [1, 2, 5, 10, 20, 50, 100, 200, 256, 512].find((one) => one >= size * (1 - 1e-9));
  return (round ?? 1024) * prefix;
}

function ticksOf(low, high, step) {
  const ticks = [];
  const first = Math.ceil(low / step - 1e-9);
  for (let index = first; index * step <= high + step * 1e-9 && ticks.length < 50; index += 1) {
    // Multiplied, not added up: 0.1 + 0.2 must not show as 0.30000000000000004.
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

/** The most that a small curve is stretched: a change of so little of the values stays little. */
const LEAST_SHARE = 0.02;

/**
 * The extent of a curve without an axis: exactly its values.
 * @param {{min: number, max: number} | null} bounds
 * @returns {Scale}
 */
export function sparkScale(bounds) {
  if (!bounds) return { min: 0, max: 1, step: 1, ticks: [] };
  const { min, max } = bounds;
  const least = LEAST_SHARE * Math.max(Math.abs(min), Math.abs(max)) || 1;
  const room = Math.max(0, least - (max - min)) / 2;
  return { min: min - room, max: max + room, step: max - min + 2 * room, ticks: [] };
}
