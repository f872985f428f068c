/** The snippets of the sources page: one is shown, a search finds others, a token fills all. */

import { must } from "./dom.js";

const PLACEHOLDER = "YOUR_TOKEN";

/** Choose by click, search by typing; the chosen one stands in the address. */
export function wireWays() {
  const entries = [...document.querySelectorAll("#ways li")];
  const input = must("#find-way");
  must("#ways").addEventListener("click", ({ target }) => {
    const button = target.closest("[data-way]");
    if (button) choose(button.dataset.way);
  });
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of entries)
      one.hidden = !words.every((word) => one.dataset.words.includes(word));
    const shown = entries.filter((one) => !one.hidden);
    must("#no-way").hidden = shown.length > 0;
    if (words.length && shown.length) choose(shown[0].firstElementChild.dataset.way);
  });
  addEventListener("hashchange", () => choose(location.hash.slice(1)));
  choose(location.hash.slice(1));
}

function choose(name) {
  const button = document.querySelector(`[data-way="${CSS.escape(name)}"]`);
  if (!button) return;
  for (const one of document.querySelectorAll("[data-way]"))
    one.toggleAttribute("aria-current", one === button);
  for (const one of document.querySelectorAll(".snippet")) one.hidden = one.id !== `way-${name}`;
  history.replaceState(history.state, "", `#${name}`);
}

/** Put a token into all snippets. @param {string} token */
export function fill(token) {
  for (const code of document.querySelectorAll("[data-snippet]")) {
    code.dataset.snippet ||= code.textContent;
    code.textContent = code.dataset.snippet.replaceAll(PLACEHOLDER, token);
  }
}
