/** What a panel is about: a button in its head that opens Markdown, where there is any. */

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { elementsOf } from "./markdown.js";
import { anchor } from "./menu.js";

export class Description {
  #text = "";
  #popover = h("div", { class: "menu sheet description prose", popover: "auto" });
  #button;

  constructor() {
    const label = t("What this panel shows");
    this.#button = h(
      "button",
      { type: "button", class: "tool panel-info", title: label, "aria-label": label },
      icon("info"),
    );
    anchor(this.#button, this.#popover);
    this.element = h("div", { class: "info-holder", hidden: true }, this.#button, this.#popover);
  }

  /** @param {string} text */
  set(text) {
    if (text === this.#text) return;
    this.#text = text;
    this.element.hidden = text === "";
    if (!text) return;
    // Only pages that show text load the parser.
    import("../vendor/marked/marked.esm.js").then(({ lexer }) => {
      if (text === this.#text) this.#popover.replaceChildren(...elementsOf(lexer(text), h));
    });
  }
}
