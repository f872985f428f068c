/** A series' colour and dash as a short line, beside its name. */

import { h } from "./dom.js";

const DASHES = new Map([
  ["solid", ""],
  ["6,3", " swatch-dashed"],
  ["2,2", " swatch-dotted"],
]);

/** @param {{slot: number, dash: string | number[]}} curve */
export function swatch(curve) {
  const dash = DASHES.get(String(curve.dash)) ?? "";
  return h("i", { class: `swatch series-${curve.slot + 1}${dash}`, "aria-hidden": "true" });
}
