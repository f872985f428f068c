/**
 * The legend of a panel with two series or more: a line of names, or a table with last, min,
 * mean and max where the style sheet finds the room. A click hides or shows a series, with
 * Ctrl or ⌘ all the others.
 */

import { h, setText } from "./dom.js";
import { formatValue } from "./format.js";
import { swatch } from "./swatch.js";

const COLUMNS = ["last", "min", "mean", "max"];

export class Legend {
  #rows = new Map();
  #body = h("tbody");
  #onToggle;

  /** @param {(key: string, alone: boolean) => void} onToggle */
  constructor(onToggle) {
    this.#onToggle = onToggle;
    const heads = COLUMNS.map((name) => h("th", { scope: "col", class: `legend-${name}` }, name));
    const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Series"), ...heads));
    this.element = h("div", { class: "legend", hidden: true }, h("table", {}, head, this.#body));
  }

  /** @param {import("./timeplot.js").Curve[]} curves */
  set(curves) {
    this.#rows = new Map(curves.map((curve) => [curve.key, this.#row(curve)]));
    this.#body.replaceChildren(...[...this.#rows.values()].map(({ row }) => row));
    this.element.hidden = curves.length < 2;
  }

  #row(curve) {
    const toggle = (event) => this.#onToggle(curve.key, event.ctrlKey || event.metaKey);
    const name = h("span", { class: "legend-name" }, curve.label);
    const stale = h("span", { class: "legend-stale" });
    const button = h(
      "button",
      { type: "button", title: curve.label, onclick: toggle },
      swatch(curve),
      name,
      stale,
    );
    const cells = COLUMNS.map((column) => h("td", { class: `legend-${column}` }));
    const row = h("tr", {}, h("th", { scope: "row" }, button), ...cells);
    return { row, button, cells, stale };
  }

  /** Say that a curve has stopped, and since when; without a text it goes on. */
  stale({ key, label }, text) {
    const known = this.#rows.get(key);
    if (!known) return;
    setText(known.stale, text);
    const title = text ? `${label}: ${text}` : label;
    if (known.button.title !== title) known.button.title = title;
    known.row.toggleAttribute("data-stale", text !== "");
  }

  /** Whether the table's figures can be seen at all. */
  get isTable() {
    const head = this.element.querySelector("thead");
    return !this.element.hidden && head.offsetParent !== null;
  }

  /**
   * @param {import("./timeplot.js").Curve} curve
   * @param {Record<string, number | null>} stats
   * @param {string} unit
   */
  update(curve, stats, unit) {
    const known = this.#rows.get(curve.key);
    if (!known) return;
    known.button.setAttribute("aria-pressed", String(!curve.hidden));
    COLUMNS.forEach((name, at) => setText(known.cells[at], formatValue(stats[name], unit)));
  }
}
