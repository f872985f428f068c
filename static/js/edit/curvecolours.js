/** The curves that a panel draws now, each with its colour: a click opens the palette. */

import { h, icon, setText } from "../dom.js";
import { t, tn } from "../i18n.js";
import { inked } from "../swatch.js";
import { coloured, selectorFor } from "./curvecolour.js";
import { colourField } from "./colourfield.js";

let count = 0;

export class CurveColours {
  #on;
  #list = h("ul", { class: "curve-colours" });
  #summary = h("span", { class: "curve-count" });
  #rows = new Map();
  #open = null;

  /**
   * @param {{panel: () => import("./draft.js").PanelDraft, variables: () => object[],
   *   onChange: (query: number, fields: object, part: string) => void}} on
   */
  constructor(on) {
    this.#on = on;
    const summary = h("summary", {}, t("Colours"), this.#summary);
    this.element = h("details", { class: "form-section", open: true, hidden: true }, summary, this.#list);
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {import("../timeplot.js").Curve[]} curves as they are drawn */
  show(curves) {
    const { queries, options } = this.#on.panel();
    // Queries that say nothing yet were not asked for.
    const places = queries.flatMap(({ series, formula }, at) => (series || formula ? [at] : []));
    const rows = [...curves, ...this.#awaited(places, curves)]
      .map((curve) => ({ curve, place: places[curve.origin.query] }))
      .filter(({ place }) => place !== undefined && !queries[place].hidden)
      .map(({ curve, place }) => {
        const others = curve.isAwaited ? [curve] : curves.filter(({ origin }) => origin.query === curve.origin.query);
        const series = String(queries[place].series ?? "");
        const chosen = { variables: this.#on.variables(), repeat: options.repeat };
        return { curve, place, others, selector: selectorFor(curve, others, series, chosen) };
      });
    this.#draw(rows.sort((a, b) => a.place - b.place));
  }

  /** Queries without curves; what colours those have that once were drawn stays as it is. */
  #awaited(places, curves) {
    const drawn = new Set(curves.map(({ origin }) => origin.query));
    const { queries } = this.#on.panel();
    return places.flatMap((place, query) => (drawn.has(query) || queries[place].colors ? [] : [awaited(queries[place], query)]));
  }

  #draw(rows) {
    const before = this.#rows;
    const focused = document.activeElement;
    this.#rows = new Map(
      rows.map((row) => {
        const key = `${row.place} ${row.selector}`;
        return [key, Object.assign(before.get(key) ?? this.#made(key), row)];
      }),
    );
    for (const row of this.#rows.values()) this.#update(row);
    if (this.#open && !this.#rows.has(this.#open)) this.#open = null;
    const elements = [...this.#rows.values()].map(({ element }) => element);
    const isSame = elements.length === this.#list.children.length && elements.every((one, at) => one === this.#list.children[at]);
    if (!isSame) this.#list.replaceChildren(...elements);
    if (!isSame && this.#list.contains(focused)) focused.focus();
    this.element.hidden = !rows.length;
    const drawn = rows.filter(({ curve }) => !curve.isAwaited).length;
    setText(this.#summary, tn("{count} curve", "{count} curves", drawn));
  }

  #made(key) {
    const id = `curve-colour-${(count += 1)}`;
    const dot = h("i", { "aria-hidden": "true" });
    const name = h("span", { class: "curve-name" });
    const button = h(
      "button",
      { type: "button", class: "curve-colour", "aria-expanded": "false", "aria-controls": id, onclick: () => this.#toggle(key) },
      dot,
      name,
      icon("chevron-down"),
    );
    const holder = h("div", { class: "curve-palette", id, hidden: true });
    return { dot, name, button, holder, element: h("li", {}, button, holder) };
  }

  #update(row) {
    const { curve, dot, name, button, holder, element } = row;
    dot.className = curve.isAwaited && curve.origin.look.color === undefined ? "colour-dot colour-none" : "colour-dot";
    inked(dot, curve);
    element.toggleAttribute("data-awaited", Boolean(curve.isAwaited));
    setText(name, curve.label);
    const label = t("Colour of {name}", { name: curve.label });
    if (button.title !== label) button.title = label;
    button.setAttribute("aria-label", label);
    const { color } = curve.origin.look ?? {};
    if (!holder.hidden && row.shown !== color) this.#fill(row);
  }

  #fill(row) {
    row.shown = row.curve.origin.look?.color;
    const field = colourField({
      label: t("Colour of {name}", { name: row.curve.label }),
      shown: hexOf(row.dot),
      value: row.shown,
      onInput: (colour, isDone) => this.#choose(row, colour, isDone),
    });
    const had = row.holder.contains(document.activeElement);
    row.holder.replaceChildren(field);
    if (had) pressedIn(field).focus();
  }

  #choose(row, colour, isDone) {
    const query = this.#on.panel().queries[row.place];
    const fields = coloured(query, row.curve, row.others, row.selector, colour);
    row.shown = colour;
    this.#on.onChange(row.place, fields, isDone ? "" : `colour ${row.place} ${row.selector}`);
    if (isDone) this.#close(row);
  }

  #toggle(key) {
    const row = this.#rows.get(key);
    if (!row.holder.hidden) {
      this.#close(row);
      return;
    }
    if (this.#open) this.#close(this.#rows.get(this.#open), false);
    this.#open = key;
    this.#fill(row);
    row.holder.hidden = false;
    row.button.setAttribute("aria-expanded", "true");
    row.element.toggleAttribute("data-open", true);
    pressedIn(row.holder).focus();
    row.holder.scrollIntoView({ block: "nearest" });
  }

  #close(row, focuses = true) {
    this.#open = null;
    row.holder.hidden = true;
    row.button.setAttribute("aria-expanded", "false");
    row.element.toggleAttribute("data-open", false);
    if (focuses) row.button.focus();
  }

  #key(event) {
    if (event.key !== "Escape" || !this.#open) return;
    event.preventDefault();
    this.#close(this.#rows.get(this.#open));
  }
}

/** What is chosen; one's own colour has no button. */
const pressedIn = (palette) => palette.querySelector('[aria-pressed="true"], [data-chosen]') ?? palette.querySelector("button");

function hexOf(element) {
  const parts = getComputedStyle(element).color.match(/\d+/g).slice(0, 3);
  return `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}

/** A query that draws nothing yet: its first curve will have its colour. */
function awaited({ series, formula, label, color }, query) {
  const [slot, colour] = typeof color === "string" ? [0, color] : [(color ?? 0) - 1, null];
  const origin = { query, name: "", tags: {}, look: { color } };
  return { id: null, label: label || String(series || formula), slot, colour, origin, isAwaited: true };
}
