/** One series in the finder: name, tags, when it was last seen, and a small curve. */

import { Columns } from "./columns.js";
import { h, icon, setText } from "./dom.js";
import { readings } from "./format.js";
import { t } from "./i18n.js";
import { Redraw } from "./redraw.js";
import { ago, formatExact } from "./reltime.js";
import { drawSpark } from "./spark.js";
import { learn, valueText } from "./statetexts.js";

/** Width of a row's curve in pixels. */
export const ROW_WIDTH = 88;
const FRESH = 5000;

export class Row {
  #span = null;
  #slides = false;
  #value = h("span", { class: "row-value" });
  #facts = h("span", { class: "row-facts" });
  #seen = h("span", { class: "row-seen" });
  #canvas = h("canvas", { class: "row-curve", "aria-hidden": "true" });
  #now;

  /**
   * @param {object} series as `/api/series` lists it
   * @param {{onChoose: (row: Row) => void, onAdd?: () => void, now: () => number}} page `onAdd`
   *   puts it into a dashboard
   */
  constructor(series, { onChoose, onAdd, now }) {
    this.series = series;
    this.#now = now;
    this.columns = new Columns(ROW_WIDTH);
    this.redraw = new Redraw(() => this.draw());
    this.button = h(
      "button",
      {
        type: "button",
        class: "row",
        "aria-pressed": "false",
        onclick: () => onChoose(this),
        title: series.key,
      },
      h("span", { class: "row-name" }, series.label || series.name),
      this.#canvas,
      this.#value,
      this.#facts,
      this.#seen,
    );
    this.element = h("li", {}, this.button, onAdd && addButton(series, onAdd));
    this.freshen();
  }

  set chosen(yes) {
    this.button.setAttribute("aria-pressed", String(yes));
  }

  /**
   * @param {object} answer of a query for this series
   * @param {{start: number, end: number}} span
   * @param {boolean} slides whether the curve goes on to now
   */
  take(answer, span, slides) {
    this.#span = span;
    this.#slides = slides;
    learn(answer.id, answer.states);
    this.columns.replace(answer);
    this.redraw.request();
  }

  apply(frame) {
    const { last } = this.series;
    // A stream that was cut may tell the same again.
    const points = frame.series?.[this.series.id]?.filter(([time]) => !(time <= last));
    if (!points?.length) return;
    this.series.last = points.at(-1)[0];
    this.series.count += points.length;
    this.columns.append(points);
    this.redraw.request();
  }

  draw() {
    if (!this.#span) return;
    const { start, end } = this.#span;
    const now = this.#now();
    const span = this.#slides ? { start: now - (end - start), end: now } : this.#span;
    this.columns.trim(span.start);
    drawSpark(this.#canvas, [{ columns: this.columns, slot: 0 }], span);
    setText(this.#value, valueText(this.series, this.columns.last?.[1]));
    this.freshen();
  }

  freshen() {
    const { last } = this.series;
    setText(this.#facts, factsOf(this.series));
    if (last === null) return;
    const now = this.#now();
    setText(this.#seen, now - last < FRESH ? t("now") : ago(last, now));
    this.#seen.title = t("Newest reading: {time}", { time: formatExact(last) });
  }
}

function addButton({ label, name }, onclick) {
  const text = t("Add {name} to a dashboard", { name: label || name });
  return h("button", { type: "button", class: "tool row-add", title: text, "aria-label": text, onclick }, icon("plus"));
}

/** Tags, and how many readings there are. */
function factsOf({ tags, count }) {
  const pairs = Object.entries(tags ?? {}).map(([name, value]) => `${name} ${value}`);
  return [pairs.join(", "), readings(count)]
    .filter(Boolean)
    .join(" · ");
}
