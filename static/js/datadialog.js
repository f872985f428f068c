/** The table behind a chart, in a dialog: sorted by any column, for a screen reader too. */

import { h, icon, setText } from "./dom.js";
import { formatCount, formatValue } from "./format.js";
import { t } from "./i18n.js";
import { toTyped } from "./reltime.js";

/** Rows that are made at once: a page with ten thousand is slow. */
const PAGE = 200;

/**
 * Open it.
 * @param {string} title of the panel
 * @param {import("./tabledata.js").Table} table
 */
export function openData(title, table) {
  const dialog = new DataDialog(title, table).element;
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

class DataDialog {
  #table;
  #rows;
  #shown = PAGE;
  #sorted = { at: 0, down: false };
  #heads;
  #body = h("tbody");
  #count = h("p", { class: "data-count", role: "status" });
  #more;

  constructor(title, table) {
    this.#table = table;
    this.#rows = table.rows;
    this.#heads = table.columns.map((column, at) => this.#head(column, at));
    const onclick = () => this.#showMore();
    this.#more = h("button", { type: "button", class: "button", onclick }, t("Show more"));
    this.element = h(
      "dialog",
      { class: "data", "aria-label": t("Data of {title}", { title }) },
      h("header", {}, h("h2", {}, title), this.#count, this.#close()),
      h(
        "div",
        { class: "data-scroll", tabindex: "0" },
        h("table", {}, h("thead", {}, h("tr", {}, ...this.#heads)), this.#body),
      ),
      h("footer", {}, this.#more),
    );
    this.#show();
  }

  #close() {
    const label = t("Close");
    const onclick = () => this.element.close();
    const props = { type: "button", class: "tool", title: label, "aria-label": label, onclick };
    return h("button", props, icon("x"));
  }

  #head({ label, unit, type }, at) {
    const onclick = () => this.#sort(at);
    const name = unit ? `${label} (${unit})` : label;
    return h("th", { scope: "col", class: `data-${type}` }, h("button", { type: "button", onclick }, name));
  }

  #sort(at) {
    const down = this.#sorted.at === at && !this.#sorted.down;
    this.#sorted = { at, down };
    this.#rows = sorted(this.#table.rows, at, down);
    this.#shown = PAGE;
    this.#show();
  }

  #showMore() {
    this.#shown += PAGE;
    this.#show();
    // The button may be gone, and with it where the keyboard was.
    this.#body.parentElement.parentElement.focus();
  }

  #show() {
    const rows = this.#rows.slice(0, this.#shown);
    this.#body.replaceChildren(...rows.map((row) => this.#row(row)));
    this.#heads.forEach((head, at) => {
      if (at !== this.#sorted.at) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", this.#sorted.down ? "descending" : "ascending");
    });
    const counts = { shown: formatCount(rows.length), all: formatCount(this.#rows.length) };
    setText(this.#count, t("{shown} of {all} rows", counts));
    this.#more.parentElement.hidden = rows.length === this.#rows.length;
  }

  #row(row) {
    const cells = row.map((value, at) => {
      const { type } = this.#table.columns[at];
      const content = textOf(value, this.#table.columns[at]);
      return at ? h("td", { class: `data-${type}` }, content) : h("th", { scope: "row" }, content);
    });
    return h("tr", {}, ...cells);
  }
}

function textOf(value, { type, unit, decimals }) {
  if (value === null || value === undefined) return "";
  if (type === "time") return toTyped(value);
  return type === "number" ? formatValue(value, unit, decimals) : String(value);
}

/**
 * @param {Array<Array<number | string | null>>} rows
 * @param {number} at of the column
 * @param {boolean} down largest first; what is missing comes last either way
 */
export function sorted(rows, at, down) {
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[at] ?? null, b[at] ?? null];
    if (x === null || y === null) return (x === null) - (y === null);
    return sign * (typeof x === "string" ? x.localeCompare(y) : x - y);
  });
}
