/**
 * The legend of a panel with two series or more: a line of names, or a table with last, min,
 * mean and max where there is room. A click shows a series alone, and all again;
 * with Ctrl or ⌘, or by the key h, it is hidden or shown.
 */

import { h, setText } from "./dom.js";
import { formatValue } from "./format.js";
import { t } from "./i18n.js";
import { columnWidth, hasAllFigures, hasLongNames, legendForm } from "./legendform.js";
import { valueText } from "./statetexts.js";
import { swatch } from "./swatch.js";

const COLUMNS = ["last", "min", "mean", "max"];
const HEADS = { last: t("last"), min: t("min"), mean: t("mean"), max: t("max") };

/** Of a usual figure, so that few are longer. */
const lettersOf = (unit, decimals) => formatValue(0.123, unit, decimals).length;

export class Legend {
  #rows = new Map();
  #body = h("tbody");
  #onToggle;
  #panel;
  #mode = "auto";
  #form = "none";
  /** Of the panel, as it was when it last changed: asking for it would lay out the page. */
  #room = { width: 0, height: 0 };
  /** Of the longest figure. It only grows, so that no column moves with what comes. */
  #letters = 0;

  /**
   * @param {HTMLElement} panel whose size decides on the form
   * @param {(key: string, alone: boolean) => void} onToggle
   */
  constructor(panel, onToggle) {
    this.#panel = panel;
    this.#onToggle = onToggle;
    const heads = COLUMNS.map((name) =>
      h("th", { scope: "col", class: `legend-${name}` }, HEADS[name]),
    );
    const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("Series")), ...heads));
    this.element = h("div", { class: "legend", hidden: true }, h("table", {}, head, this.#body));
    new ResizeObserver(() => this.arrange()).observe(panel);
  }

  /** @param {import("./timeplot.js").Curve[]} curves */
  set(curves) {
    this.#rows = new Map(curves.map((curve) => [curve.key, this.#row(curve)]));
    this.#body.replaceChildren(...[...this.#rows.values()].map(({ row }) => row));
    this.#letters = Math.max(...curves.map(({ unit, decimals }) => lettersOf(unit, decimals)), 0);
    if (this.#room.width) this.#fit();
    else this.arrange();
  }

  /** @param {"auto" | "table" | "list" | "none"} mode */
  set mode(mode) {
    this.#mode = mode;
  }

  /** Take the form that fits into the panel. */
  arrange() {
    this.#room = { width: this.#panel.clientWidth, height: this.#panel.clientHeight };
    this.#fit();
  }

  #fit() {
    const room = this.#room;
    this.#form = legendForm(this.#mode, this.#rows.size, room);
    this.element.hidden = !this.isShown;
    this.element.dataset.form = this.#form;
    const column = columnWidth(this.#letters);
    this.element.style.setProperty("--column", `${column}px`);
    this.element.toggleAttribute("data-short", !hasAllFigures(this.#form, room, column));
    const labels = [...this.#rows.values()].map(({ name }) => name);
    this.element.toggleAttribute("data-long", hasLongNames(labels));
  }

  get isShown() {
    return this.#form !== "none";
  }

  #row(curve) {
    const onclick = (event) => this.#onToggle(curve.key, !(event.ctrlKey || event.metaKey));
    const onkeydown = (event) => this.#key(event, curve.key);
    const name = h("span", { class: "legend-name" }, curve.label);
    const stale = h("span", { class: "legend-stale" });
    const button = h(
      "button",
      { type: "button", title: curve.label, onclick, onkeydown },
      swatch(curve),
      name,
      stale,
    );
    const cells = COLUMNS.map((column) => h("td", { class: `legend-${column}` }));
    const row = h("tr", {}, h("th", { scope: "row" }, button), ...cells);
    return { row, button, cells, stale, name: curve.label };
  }

  #key(event, key) {
    if (event.key !== "h" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation();
    this.#onToggle(key, false);
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

  /** Whether it has the figures. */
  get isTable() {
    return this.#form === "beside" || this.#form === "below";
  }

  /**
   * @param {import("./timeplot.js").Curve} curve
   * @param {Record<string, number | null>} stats
   */
  update(curve, stats) {
    const known = this.#rows.get(curve.key);
    if (!known) return;
    known.button.setAttribute("aria-pressed", String(!curve.hidden));
    const texts = COLUMNS.map((name) => valueText(curve, stats[name]));
    texts.forEach((text, at) => setText(known.cells[at], text));
    const letters = Math.max(...texts.map((text) => text.length));
    if (letters <= this.#letters) return;
    this.#letters = letters;
    this.#fit();
  }
}
