/** One sentence about what has just been done, which goes away by itself. */

import { h } from "./dom.js";

const SHOWN = 4000;

let element;
let timer;

/** @param {string} sentence */
export function say(sentence) {
  element ??= document.body.appendChild(
    h("p", { class: "said", role: "status", popover: "manual" }),
  );
  element.textContent = sentence;
  element.hidePopover();
  element.showPopover();
  clearTimeout(timer);
  timer = setTimeout(() => element.hidePopover(), SHOWN);
}
