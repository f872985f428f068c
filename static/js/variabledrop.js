/**
 * One variable: a button that says what is chosen, and a list of its values that is searched by
 * typing. Of many values the server finds those that are meant.
 */

import { EVERY, summaryOf, toggled } from "./choices.js";
import { debounce, h, icon, setText } from "./dom.js";
import { t, tn } from "./i18n.js";
import { anchor } from "./menu.js";
import { inLanguage } from "./sentences.js";

/** More than a person reads through. */
const SHOWN = 100;
const QUIET = 150;

export class VariableDrop {
  #variable;
  #onChoose;
  #find;
  #found = [];
  #total = 0;
  #at = 0;
  #value = h("span", { class: "variable-value" });
  #more = h("p", { class: "variable-more", role: "status" });
  #search = debounce(() => this.#ask(), QUIET);

  /**
   * @param {import("./choices.js").Variable} variable
   * @param {{onChoose: (name: string, values: string[]) => void,
   *   find: (name: string, text: string) => Promise<import("./choices.js").Variable | undefined>}} how
   */
  constructor(variable, { onChoose, find }) {
    this.#onChoose = onChoose;
    this.#find = find;
    const id = `values-${variable.name}`;
    this.#input = h("input", {
      type: "search",
      role: "combobox",
      placeholder: t("Search values"),
      "aria-label": t("Search values of {label}", { label: variable.label }),
      "aria-controls": id,
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => this.#search(),
      onkeydown: (event) => this.#key(event),
    });
    this.#list = h("ul", {
      id,
      class: "variable-values",
      role: "listbox",
      "aria-label": variable.label,
      "aria-multiselectable": String(variable.multi),
    });
    this.#popover = h(
      "div",
      { class: "sheet variable-sheet", popover: "auto" },
      this.#input,
      this.#list,
      this.#more,
    );
    this.#label = h("span", { class: "variable-label" }, variable.label);
    this.#button = h(
      "button",
      { type: "button", class: "bar-button variable-button", "aria-haspopup": "listbox" },
      this.#label,
      this.#value,
      icon("chevron-down"),
    );
    this.element = h("div", { class: "variable" }, this.#button, this.#popover);
    anchor(this.#button, this.#popover);
    this.#popover.addEventListener("toggle", (event) => event.newState === "open" && this.#open());
    this.set(variable);
  }

  #input;
  #list;
  #popover;
  #label;
  #button;

  /** @param {import("./choices.js").Variable} variable as it is now */
  set(variable) {
    this.#variable = variable;
    const summary = summaryOf(variable);
    setText(this.#value, summary);
    this.#button.title = inLanguage(variable.error ?? "") || `${variable.label}: ${variable.every ? summary : variable.chosen.join(", ")}`;
    this.#button.toggleAttribute("data-broken", Boolean(variable.error));
    if (!this.#input.value) this.#take(variable);
  }

  #open() {
    this.#input.value = "";
    this.#take(this.#variable);
    this.#at = 0;
    this.#mark(this.#found.findIndex((one) => this.#isChosen(one)));
    this.#input.focus();
  }

  async #ask() {
    const text = this.#input.value;
    const found = text ? await this.#find(this.#variable.name, text) : this.#variable;
    if (!found || text !== this.#input.value) return;
    this.#take(found);
    this.#mark(0);
  }

  #take({ values, total }) {
    const every = this.#variable.all && !this.#input.value ? [EVERY] : [];
    this.#found = [...every, ...values.slice(0, SHOWN)];
    this.#total = total + every.length;
    this.#draw();
  }

  #draw() {
    this.#list.replaceChildren(...this.#found.map((one) => this.#option(one)));
    const left = this.#total - this.#found.length;
    const none = this.#found.length ? "" : t("No value has this in it.");
    setText(this.#more, left > 0 ? tn("{count} more: search", "{count} more: search", left) : none);
    this.#mark(this.#at);
  }

  #option(value) {
    const isChosen = this.#isChosen(value);
    return h(
      "li",
      {
        id: `value-${this.#variable.name}-${this.#found.indexOf(value)}`,
        role: "option",
        "aria-selected": String(isChosen),
        onclick: () => this.#choose(value),
      },
      icon(isChosen ? "check" : "blank"),
      h("span", {}, value === EVERY ? t("All") : value),
    );
  }

  #isChosen(value) {
    const { every, chosen } = this.#variable;
    return value === EVERY ? every : !every && chosen.includes(value);
  }

  #mark(at) {
    const { children } = this.#list;
    this.#at = Math.min(children.length - 1, Math.max(0, at));
    for (const [place, option] of [...children].entries()) {
      option.toggleAttribute("data-marked", place === this.#at);
    }
    this.#input.setAttribute("aria-activedescendant", children[this.#at]?.id ?? "");
    children[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) this.#mark(this.#at + moves[event.key]);
    else if (event.key === "Enter") this.#list.children[this.#at]?.click();
    else return;
    event.preventDefault();
  }

  #choose(value) {
    const values = toggled(this.#variable, value);
    if (!this.#variable.multi || value === EVERY) this.#popover.hidePopover();
    this.#onChoose(this.#variable.name, values);
  }
}
