/** The elements of one panel: its head, the plot, and what it says when there is no curve. */

import { h, setText } from "./dom.js";
import { baseOf } from "./format.js";
import { menuButton } from "./menu.js";

/**
 * @typedef {"loading" | "ready" | "error" | "empty"} State
 */

export class PanelView {
  /**
   * @param {{id: number | string, title: string, kind: string, unit: string}} panel
   * @param {{menu: () => object[], onRetry: () => void, onAll: () => void}} actions
   */
  constructor(panel, { menu, onRetry, onAll }) {
    // Bytes are scaled wherever they stand: "GiB" on the axis, and no "B" in the title.
    const unit = panel.unit === "count" || baseOf(panel.unit) === 2 ? "" : panel.unit;
    this.unit = h("span", { class: "panel-unit" }, unit);
    this.title = h("h2", { title: panel.title }, h("span", {}, panel.title), this.unit);
    this.hint = h("span", { class: "panel-hint" });
    this.value = h("output", { class: "panel-value" });
    this.fresh = h("span", { class: "panel-fresh" });
    const tools = menuButton(`Menu of ${panel.title}`, menu);
    this.head = h(
      "header",
      { class: "panel-head" },
      this.title,
      this.hint,
      this.value,
      this.fresh,
      tools,
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
    this.#retry = h("button", { type: "button", class: "button", onclick: onRetry }, "Try again");
    this.#all = h("button", { type: "button", class: "button", onclick: onAll }, "Show all time");
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
    this.state("loading");
  }

  #text = h("p");
  #retry;
  #all;

  /**
   * @param {State} state
   * @param {string} [sentence]
   */
  state(state, sentence = "") {
    const { dataset } = this.element;
    if (dataset.state === state && this.#text.textContent === sentence) return;
    dataset.state = state;
    this.message.hidden = state === "ready" || state === "loading";
    this.#retry.hidden = state !== "error";
    this.#all.hidden = state !== "empty";
    setText(this.#text, sentence);
    this.element.setAttribute("aria-busy", String(state === "loading"));
  }

  /** Say to those who cannot see it what the plot shows. @param {string} sentence */
  describe(sentence) {
    const label = `${this.element.getAttribute("aria-label")}: ${sentence}`;
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
