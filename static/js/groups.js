/**
 * Small curves of many series in few requests: series whose readings lie in about the same
 * stretch of time are asked for together.
 */

const ALIVE = 2 * 3_600_000;
const HOUR = 3_600_000;
const LEAST = 300_000;

/**
 * @typedef {{id: number, first: number | null, last: number | null}} Known
 * @param {Known[]} series
 * @param {number} now
 * @returns {Array<{start: number, end: number, series: Known[]}>}
 */
export function groupByExtent(series, now) {
  const groups = new Map();
  for (const one of series) {
    if (one.first === null || one.last === null) continue;
    const [name, start, end] = stretch(one, now);
    const group = groups.get(name) ?? { start, end, series: [] };
    group.start = Math.min(group.start, start);
    group.end = Math.max(group.end, end);
    group.series.push(one);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/**
 * What is alive is shown over the last hour, or since it began; the rest over all it has, rounded
 * to be shared.
 */
function stretch({ first, last }, now) {
  if (now - last < ALIVE) return ["alive", Math.max(now - HOUR, Math.min(first, now - LEAST)), now];
  const span = Math.max(1000, last - first);
  const size = Math.round(2 * Math.log2(span));
  return [`${size}/${Math.round(last / span)}`, first, last + 1];
}
