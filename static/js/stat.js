/**
 * The newest value of a series in large figures, how it changed over the range, and what state
 * it is in.
 */

import { h, setText } from "./dom.js";
import { formatChange } from "./format.js";
import { t } from "./i18n.js";
import { formatSpan } from "./reltime.js";
import { hasTexts, valueText } from "./statetexts.js";
import { swatch } from "./swatch.js";
import { alarmOf, thresholdName } from "./thresholdmarks.js";

export class Stat {
  constructor() {
    this.element = h("div", { class: "stat" });
    this.#rows = [];
  }

  #rows;
  /** Of the longest value. It only grows, so that nothing moves with what comes. */
  #letters = 0;

  /** @param {import("./timeplot.js").Curve[]} curves */
  set(curves) {
    this.element.toggleAttribute("data-many", curves.length > 1);
    this.#letters = 0;
    this.#rows = curves.map((curve) => {
      const value = h("output", { class: "stat-value" });
      const change = h("span", { class: "stat-change" });
      const alarm = h("span", { class: "stat-alarm" });
      const name =
        curves.length > 1 && h("span", { class: "stat-name" }, swatch(curve), curve.label);
      const row = h("div", { class: "stat-row" }, name, value, alarm, change);
      return { value, change, alarm, row };
    });
    this.element.replaceChildren(...this.#rows.map(({ row }) => row));
  }

  /**
   * @param {import("./timeplot.js").Curve[]} curves those that were set, with the readings of now
   * @param {{start: number, end: number}} span
   * @param {import("./display.js").Threshold[]} thresholds
   */
  update(curves, span, thresholds) {
    for (const [at, { value, change, alarm, row }] of this.#rows.entries()) {
      const curve = curves[at];
      const last = curve.columns.last?.[1];
      const reached = alarmOf(thresholds, last);
      const text = valueText(curve, last);
      setText(value, text);
      this.#hold(text.length);
      setText(change, changeText(curve, span));
      setText(alarm, reached ? thresholdName(reached) : "");
      row.dataset.reached = reached?.state ?? "";
    }
  }

  /** Room for so many letters beside each other. */
  #hold(letters) {
    if (letters <= this.#letters) return;
    this.#letters = letters;
    this.element.style.setProperty("--letters", String(letters));
  }
}

/** The time that is named is that of the readings, which may begin within the range. */
function changeText({ id, columns, unit }, span) {
  // Between states there is no difference that could be written.
  if (hasTexts(id)) return "";
  const [from, to] = [columns.firstFrom(span.start), columns.last];
  if (!from || !to || from[0] >= to[0]) return "";
  const change = formatChange(to[1] - from[1], unit);
  return t("{change} in {span}", { change, span: formatSpan(to[0] - from[0]) });
}
