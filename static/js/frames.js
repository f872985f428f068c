/**
 * What is in a live frame.
 *
 * @typedef {import("./transports/sse.js").Frame} Frame
 */

/** Whether a frame says more than new readings at the end of curves that are known. */
export const asksAgain = (frame) => Boolean(frame.changed || frame.added?.length);

/**
 * What of a frame concerns these series: a stream that is shared also brings those of others.
 * @param {Frame} frame
 * @param {(id: string) => boolean} knows
 * @returns {Frame}
 */
export function partOf(frame, knows) {
  const series = known(frame.series, knows);
  const changed = known(frame.changed, knows);
  if (series === frame.series && changed === frame.changed) return frame;
  const { series: _, changed: __, ...rest } = frame;
  return { ...rest, ...(series && { series }), ...(changed && { changed }) };
}

/** The entries of known series; undefined without any, the same object with all. */
function known(byId, knows) {
  if (!byId) return undefined;
  const ids = Object.keys(byId);
  const kept = ids.filter(knows);
  if (kept.length === ids.length) return byId;
  return kept.length ? Object.fromEntries(kept.map((id) => [id, byId[id]])) : undefined;
}

/** The same without series that are new: for who follows no selector. */
export function withoutAdded(frame) {
  if (!frame.added) return frame;
  const { added, ...rest } = frame;
  return rest;
}
