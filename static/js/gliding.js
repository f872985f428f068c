/** A range zoomed around a moment or moved along, by a wheel, fingers or keys. */

import { between, EARLIEST, following, LATEST } from "./timerange.js";

/** The narrowest and the widest that a range is zoomed to, in ms. */
const NARROWEST = 10;
const WIDEST = LATEST - EARLIEST;

/**
 * @param {import("./timerange.js").Span} span
 * @param {number} factor below 1 is nearer
 * @param {number} part of its length, at which the moment stays where it is
 * @param {number} now
 * @returns {import("./timerange.js").Range} one that goes on with the clock when it reaches now
 */
export function zoomed(span, factor, part, now) {
  const length = span.end - span.start;
  const wanted = Math.min(WIDEST, Math.max(NARROWEST, length * factor));
  const start = span.start + part * (length - wanted);
  return ended({ start, end: start + wanted }, now, factor > 1);
}

/** @param {number} lengths how far, in lengths of the range; later when positive */
export function moved(span, lengths, now) {
  const by = lengths * (span.end - span.start);
  return ended({ start: span.start + by, end: span.end + by }, now, by > 0);
}

/** What comes to reach now follows it. */
function ended(span, now, reaches) {
  return reaches && span.end >= now ? following(span) : between(span.start, span.end);
}
