/** A series' colour and dash as a short line, beside its name. */

import { h } from "./dom.js";

const DASHES = new Map([
  ["solid", ""],
  ["6,3", " swatch-dashed"],
  ["6,4", " swatch-dashed"],
  ["2,2", " swatch-dotted"],
]);

/** @param {{slot: number, colour?: string | null, dash: string | number[],
 *   weight?: number}} curve */
export function swatch(curve) {
  const dash = DASHES.get(String(curve.dash)) ?? "";
  const heavy = curve.weight > 1 ? " swatch-heavy" : "";
  return inked(h("i", { class: `swatch${dash}${heavy}`, "aria-hidden": "true" }), curve);
}

/** Give an element the colour of a curve: that of its slot changes with the theme. */
export function inked(element, { slot, colour }) {
  element.classList.add(`series-${slot + 1}`);
  element.style.color = colour ?? "";
  return element;
}

/** What says whether a curve's name and ink are those of before. */
export const inkOfName = ({ key, label, slot, colour, dash }) => JSON.stringify([key, label, slot, colour, dash]);
