/** The newest value of a series in large figures, and how it changed over the range. */

import { h, setText } from "./dom.js";
import { formatChange, formatValue } from "./format.js";
import { formatSpan } from "./reltime.js";
import { swatch } from "./swatch.js";

export class Stat {
  constructor() {
    this.element = h("div", { class: "stat" });
    this.#rows = [];
  }

  #rows;

  /** @param {import("./timeplot.js").Curve[]} curves */
  set(curves) {
    this.element.toggleAttribute("data-many", curves.length > 1);
    this.#rows = curves.map((curve) => {
      const value = h("output", { class: "stat-value" });
      const change = h("span", { class: "stat-change" });
      const name =
        curves.length > 1 && h("span", { class: "stat-name" }, swatch(curve), curve.label);
      return { curve, value, change, row: h("div", { class: "stat-row" }, name, value, change) };
    });
    this.element.replaceChildren(...this.#rows.map(({ row }) => row));
  }

  /**
   * @param {{start: number, end: number}} span
   * @param {string} unit
   */
  update(span, unit) {
    for (const { curve, value, change } of this.#rows) {
      setText(value, formatValue(curve.columns.last?.[1], unit));
      setText(change, changeText(curve.columns, span, unit));
    }
  }
}

/** The time that is named is that of the readings, which may begin within the range. */
function changeText(columns, span, unit) {
  const [from, to] = [columns.firstFrom(span.start), columns.last];
  if (!from || !to || from[0] >= to[0]) return "";
  return `${formatChange(to[1] - from[1], unit)} in ${formatSpan(to[0] - from[0])}`;
}
