/** Markdown as elements. */

import { h } from "../dom.js";
import { elementsOf } from "../markdown.js";

export class TextFace {
  #shown = null;
  alone = true;

  constructor() {
    this.element = h("div", { class: "face prose" });
  }

  take({ option }) {
    const text = option.graphic?.[0]?.style.text ?? "";
    if (text === this.#shown) return;
    this.#shown = text;
    // Only pages that show text load the parser.
    import("../../vendor/marked/marked.esm.js").then(({ lexer }) => {
      if (text === this.#shown) this.element.replaceChildren(...elementsOf(lexer(text), h));
    });
  }
}
