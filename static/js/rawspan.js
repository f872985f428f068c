/** Which stretch of a range has so few readings that each of them can be drawn. */

/** The server answers raw readings while there are at most so many for each pixel… */
const A_PIXEL = 4;
/** …and not all series are equally dense everywhere. */
const CAUTION = 0.75;

/**
 * The newest stretch of what is shown that fits.
 * @param {import("./timeplot.js").Curve[]} curves
 * @param {import("./timerange.js").Span} span
 * @param {number} width of the plot in pixels
 * @returns {import("./timerange.js").Span}
 */
export function rawSpan(curves, span, width) {
  const ends = curves.map((curve) => endOf(curve, span)).filter(Number.isFinite);
  const end = Math.min(span.end, Math.max(...ends, span.start) + 1);
  const steps = curves.map((curve) => stepOf(curve, span));
  const length = CAUTION * A_PIXEL * width * Math.min(...steps);
  return { start: Math.max(span.start, end - length), end };
}

const endOf = ({ columns }, span) => Math.min(columns.newest, span.end);

/** How far apart readings are: as the server has learned it, or by how many there are. */
function stepOf({ columns, count }, span) {
  const all = columns.firstFrom(span.start);
  const mean = all && count ? (columns.newest - all[0]) / count : span.end - span.start;
  return Math.min(columns.interval || Infinity, Math.max(mean, 0.001));
}
