/**
 * What is drawn of each curve: its points as they are shown, stacked ones on a common set of
 * times.
 *
 * @typedef {Object} Layer
 * @property {import("./timeplot.js").Curve} curve
 * @property {Float64Array} flat what is drawn
 * @property {{low: Float64Array, high: Float64Array} | null} band around it
 * @property {Float64Array[]} edges all that the value axis has to hold, what a replay hides too
 */

import { align, pileUp } from "./encode.js";
import { withNulls } from "./nulls.js";
import { flatten, pairs } from "./points.js";

const NOTHING = new Float64Array(0);

/**
 * @param {import("./timeplot.js").Curve[]} curves
 * @param {"gap" | "connect" | "zero"} nulls
 * @returns {Layer[]}
 */
export function layersOf(curves, nulls) {
  const layers = curves.map((curve) => layerOf(curve, nulls));
  const stacked = layers.filter(({ curve }) => curve.option.stack && !curve.hidden);
  if (stacked.length > 1) stack(stacked);
  return layers;
}

function layerOf(curve, nulls) {
  const { columns, band, hidden } = curve;
  if (hidden) return { curve, flat: NOTHING, band: band && { low: NOTHING, high: NOTHING }, edges: [] };
  const step = columns.resolution || columns.interval || 0;
  const drawn = ({ flat }) => withNulls(flat, nulls, step);
  return {
    curve,
    flat: drawn(columns),
    band: band && { low: drawn(band.low), high: drawn(band.high) },
    edges: band ? [columns.all, band.low.all, band.high.all] : [columns.all],
  };
}

function stack(layers) {
  const aligned = align(layers.map(({ flat }) => pairs(flat)));
  const edges = pileUp(aligned);
  layers.forEach((layer, at) => {
    Object.assign(layer, { flat: flatten(aligned[at]), edges: [flatten(edges[at])] });
  });
}
