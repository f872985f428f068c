/** The elements of one panel: its head, the plot, and what it says when there is no curve. */

import { Description } from "./description.js";
import { h, setText } from "./dom.js";
import { baseOf } from "./format.js";
import { t } from "./i18n.js";
import { menuButton, nameMenu } from "./menu.js";
import { PanelHint } from "./panelhint.js";

/**
 * @typedef {"loading" | "ready" | "error" | "empty"} State
 */

export class PanelView {
  /**
   * @param {{id: number | string, title: string, kind: string, unit: string}} panel
   * @param {{menu: () => object[], onRetry: () => void, onAll: () => void, onRaw: () => void}}
   *   actions
   */
  constructor(panel, { menu, onRetry, onAll, onRaw }) {
    this.unit = h("span", { class: "panel-unit" });
    this.title = h("h2", {}, this.#name, this.unit);
    this.description = new Description();
    this.hint = new PanelHint(onRaw);
    this.value = h("output", { class: "panel-value" });
    this.fresh = h("span", { class: "panel-fresh" });
    this.#tools = menuButton(t("Menu of {title}", { title: panel.title || t("this panel") }), menu);
    this.head = h(
      "header",
      { class: "panel-head" },
      this.title,
      this.description.element,
      this.hint.element,
      this.value,
      this.fresh,
      this.#tools,
    );
    this.canvas = h("div", { class: "plot-canvas" });
    this.selection = h("div", { class: "plot-selection", hidden: true });
    this.plot = h(
      "div",
      { class: "plot", tabindex: "0", role: "img", "aria-label": panel.title },
      this.canvas,
      this.selection,
    );
    this.body = h("div", { class: "panel-body" }, this.plot);
    const button = { type: "button", class: "button" };
    this.#retry = h("button", { ...button, onclick: onRetry }, t("Try again"));
    this.#all = h("button", { ...button, onclick: onAll }, t("Show all time"));
    this.message = h(
      "div",
      { class: "panel-message", role: "status" },
      this.#text,
      this.#retry,
      this.#all,
    );
    this.element = h(
      "article",
      { class: `panel panel-${panel.kind}`, "data-panel-id": panel.id, "aria-label": panel.title },
      this.head,
      this.body,
      this.message,
    );
    this.rename(panel.title, panel.unit);
    this.state("loading");
  }

  /** @param {string} title @param {string} unit of all its values, "" for that of the series */
  rename(title, unit) {
    setText(this.#name, title);
    // Bytes are scaled wherever they stand: "GiB" on the axis, and no "B" in the title.
    setText(this.unit, unit === "count" || baseOf(unit) === 2 ? "" : unit);
    this.title.title = title;
    this.element.setAttribute("aria-label", title);
    nameMenu(this.#tools, t("Menu of {title}", { title: title || t("this panel") }));
    this.describe(this.#sentence);
  }

  #name = h("span");
  #tools;
  #sentence = "";
  #text = h("p");
  #retry;
  #all;

  /**
   * @param {State} state
   * @param {string} [sentence]
   * @param {{all?: boolean}} [offers] whether to show all time
   */
  state(state, sentence = "", { all = state === "empty" } = {}) {
    const { dataset } = this.element;
    if (dataset.state === state && this.#text.textContent === sentence) return;
    dataset.state = state;
    this.message.hidden = state === "ready" || state === "loading";
    this.#retry.hidden = state !== "error";
    this.#all.hidden = !all;
    setText(this.#text, sentence);
    this.element.setAttribute("aria-busy", String(state === "loading"));
  }

  /** There is nothing to draw. */
  nothing() {
    if (this.asks) this.state("empty", t("No readings in this range."));
    else this.state("empty", t("No series is chosen yet."), { all: false });
  }

  /** Whether it asks for any series. */
  asks = true;

  /** Say to those who cannot see it what the plot shows. @param {string} sentence */
  describe(sentence) {
    this.#sentence = sentence;
    const title = this.element.getAttribute("aria-label");
    const label = [title, sentence].filter(Boolean).join(": ");
    if (this.plot.getAttribute("aria-label") !== label) this.plot.setAttribute("aria-label", label);
  }

  /** The old curve stays, dimmed, until the new one is there. */
  dim(yes) {
    this.element.toggleAttribute("data-dimmed", yes);
  }

  select(from, to) {
    this.selection.hidden = from === null;
    if (from === null) return;
    this.selection.style.translate = `${Math.min(from, to)}px 0`;
    this.selection.style.width = `${Math.abs(to - from)}px`;
  }
}
