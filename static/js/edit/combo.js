/**
 * A text field that offers what it may go on with: arrow keys choose, Enter or Tab takes, Esc
 * closes. Follows the combobox pattern of ARIA's authoring practices.
 *
 * @typedef {{text: string, insert: string, note?: string}} Option
 * @typedef {{start: number, part: string, options: Option[]}} Offer what stands from `start` up to
 *   the caret may become one of the options
 */

import { isAbort } from "../api.js";
import { debounce, h } from "../dom.js";

const TYPING = 60;
let count = 0;

export class Combo {
  #suggest;
  #complete;
  #onInput;
  #offer = null;
  #active = -1;
  #asking = null;

  /**
   * @param {{value: string, placeholder?: string, suggest: (text: string, signal: AbortSignal) =>
   *   Promise<Offer>, complete: (option: Option, part: string, rest: string) => {text: string,
   *   goOn: boolean}, onInput: (value: string) => void}} options `complete` says what is put in for
   *   an option before the `rest` of the text, and whether to offer more at once
   */
  constructor({ value, placeholder, suggest, complete, onInput }) {
    this.#suggest = suggest;
    this.#complete = complete;
    this.#onInput = onInput;
    const id = `options-${(count += 1)}`;
    this.list = h("ul", { class: "options", role: "listbox", id, hidden: true });
    this.input = h("input", {
      type: "text",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      placeholder,
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onfocus: () => this.#ask(),
      onclick: () => this.#ask(),
      onblur: () => this.#close(),
    });
    this.input.value = value;
    this.element = h("div", { class: "combo" }, this.input, this.list);
  }

  #typed() {
    this.#onInput(this.input.value);
    this.#ask();
  }

  #ask = debounce(() => this.#load(), TYPING);

  async #load() {
    if (document.activeElement !== this.input) return;
    this.#asking?.abort();
    this.#asking = new AbortController();
    const before = this.input.value.slice(0, this.input.selectionStart);
    try {
      const offer = await this.#suggest(before, this.#asking.signal);
      if (document.activeElement === this.input) this.#show(offer);
    } catch (error) {
      // Whoever types goes on without help.
      if (!isAbort(error)) this.#close();
    }
  }

  #show(offer) {
    const typed = this.input.value.slice(offer.start, this.input.selectionStart);
    const isDone = offer.options.length === 1 && offer.options[0].insert === typed;
    this.#offer = offer;
    this.#active = -1;
    this.list.replaceChildren(...offer.options.map((option, at) => this.#row(option, at)));
    this.#open(offer.options.length > 0 && !isDone);
  }

  #row(option, at) {
    return h(
      "li",
      {
        role: "option",
        id: `${this.list.id}-${at}`,
        "aria-selected": "false",
        // Before the field loses the focus.
        onpointerdown: (event) => {
          event.preventDefault();
          this.#take(at);
        },
      },
      h("span", { class: "option-text" }, option.text),
      option.note && h("span", { class: "option-note" }, option.note),
    );
  }

  #open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
    if (!yes) this.input.removeAttribute("aria-activedescendant");
  }

  #close() {
    this.#asking?.abort();
    this.#open(false);
  }

  #key(event) {
    if (this.list.hidden) {
      if (event.key === "ArrowDown") this.#ask();
      return;
    }
    const handled = this.#listKey(event);
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #listKey({ key, shiftKey }) {
    const last = this.#offer.options.length - 1;
    if (key === "ArrowDown") this.#choose(this.#active >= last ? 0 : this.#active + 1);
    else if (key === "ArrowUp") this.#choose(this.#active <= 0 ? last : this.#active - 1);
    else if (key === "Escape") this.#close();
    else if ((key === "Enter" || (key === "Tab" && !shiftKey)) && this.#active >= 0)
      this.#take(this.#active);
    else return false;
    return true;
  }

  #choose(at) {
    this.list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = at;
    const row = this.list.children[at];
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  #take(at) {
    const { start, part, options } = this.#offer;
    const rest = this.input.value.slice(this.input.selectionStart);
    const { text, goOn } = this.#complete(options[at], part, rest);
    const before = this.input.value.slice(0, start) + text;
    this.input.value = before + rest;
    this.input.setSelectionRange(before.length, before.length);
    this.#open(false);
    this.#onInput(this.input.value);
    if (goOn) this.#ask();
  }
}
