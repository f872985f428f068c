/** How curves are told apart on paper, where colours may be greys: by dashes and thickness. */

/** Those that a swatch can show too. */
const PATTERNS = [
  { dash: "solid", weight: 1 },
  { dash: [6, 3], weight: 1 },
  { dash: [2, 2], weight: 1 },
  { dash: "solid", weight: 2 },
  { dash: [6, 3], weight: 2 },
  { dash: [2, 2], weight: 2 },
];

/** What curves look like on the screen. @type {WeakMap<object, {dash: any}>} */
const shown = new WeakMap();

/**
 * @param {import("./timeplot.js").Curve} curve
 * @param {number} at its place in the panel
 */
export function inkPrinted(curve, at) {
  if (!shown.has(curve)) shown.set(curve, { dash: curve.dash });
  Object.assign(curve, PATTERNS[at % PATTERNS.length]);
}

/** @param {import("./timeplot.js").Curve} curve */
export function inkShown(curve) {
  Object.assign(curve, shown.get(curve), { weight: 1 });
  shown.delete(curve);
}
