/** Bars in the order of their length, with name and value. */

import { h, setText } from "../dom.js";
import { formatValue } from "../format.js";
import { inked, inkOfName } from "../swatch.js";

export class TopFace {
  #rows = new Map();

  constructor() {
    this.element = h("ol", { class: "face tops" });
  }

  take({ series, shaped, option }, curves) {
    const ranked = rank(shaped.series);
    const { min, max } = option.xAxis?.[0] ?? {};
    const low = min ?? Math.min(0, ...ranked.map(({ value }) => value));
    const high = max ?? Math.max(...ranked.map(({ value }) => value), low);
    const rows = ranked.map(({ at, value }) => {
      const row = this.#row(curves[at]);
      setText(row.value, formatValue(value, series[at].unit, curves[at].decimals));
      const share = high > low ? (value - low) / (high - low) : 0;
      row.bar.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
      return row.element;
    });
    const isSame = rows.every((row, at) => row === this.element.children[at]);
    if (!isSame || rows.length !== this.element.children.length) {
      this.element.replaceChildren(...rows);
    }
  }

  #row(curve) {
    const known = this.#rows.get(curve.key);
    const ink = inkOfName(curve);
    if (known?.ink === ink) return known;
    const row = { ...rowOf(curve), ink };
    this.#rows.set(curve.key, row);
    return row;
  }
}

/** Each series has one bar, [value, place], or none. */
function rank(series) {
  return series
    .flatMap(({ data }, at) => data.map(([value, place]) => ({ at, value, place })))
    .sort((a, b) => a.place - b.place);
}

function rowOf(curve) {
  const value = h("output", { class: "top-value" });
  const bar = inked(h("i", { class: "top-bar", "aria-hidden": "true" }), curve);
  const name = h("span", { class: "top-name", title: curve.label }, curve.label);
  return { element: h("li", {}, h("span", { class: "top-line" }, name, value), bar), value, bar };
}
