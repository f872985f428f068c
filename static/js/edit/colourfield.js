/** A colour of the palette, one of one's own, or the one that comes by itself. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { SERIES_COLOURS } from "../tokens.js";

/**
 * @param {{label: string, shown: string, value?: number | string, onInput: (value: number | string | undefined,
 *   isDone: boolean) => void}} told `shown` is the colour as
 *   #rrggbb that is seen now; one's own is found while it is looked for, and not done at once
 */
export function colourField({ label, shown, value, onInput }) {
  const slots = Array.from({ length: SERIES_COLOURS }, (_, number) => number + 1);
  const buttons = new Map();
  const mark = (chosen) => {
    for (const [one, button] of buttons) button.setAttribute("aria-pressed", String(one === chosen));
    own.toggleAttribute("data-chosen", typeof chosen === "string");
  };
  const choose = (chosen, isDone) => {
    mark(chosen);
    onInput(chosen, isDone);
  };
  const button = (one, name, look) => {
    const made = h("button", { type: "button", class: `colour ${look}`, title: name, "aria-label": name, onclick: () => choose(one, true) });
    buttons.set(one, made);
    return made;
  };
  const own = h("input", { type: "color", class: "colour-own", title: t("A colour of your own"), "aria-label": t("A colour of your own") });
  own.value = typeof value === "string" ? value : shown;
  own.addEventListener("input", () => choose(own.value, false));
  const row = h(
    "div",
    { class: "colours", role: "group", "aria-label": label },
    button(undefined, t("By itself"), "colour-auto"),
    ...slots.map((slot) => button(slot, t("Colour {number}", { number: slot }), `series-${slot}`)),
    own,
  );
  mark(value);
  return row;
}
