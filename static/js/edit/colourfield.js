/** A colour of the palette, one of one's own, or the one that comes by itself. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { SERIES_COLOURS } from "../tokens.js";

/**
 * @param {{at: string, value?: number | string, onInput: (value: number | string | undefined) =>
 *   void}} told
 */
export function colourField({ at, value, onInput }) {
  const slots = Array.from({ length: SERIES_COLOURS }, (_, number) => number + 1);
  const buttons = new Map();
  const mark = (chosen) => {
    for (const [one, button] of buttons) button.setAttribute("aria-pressed", String(one === chosen));
  };
  const choose = (chosen) => {
    mark(chosen);
    onInput(chosen);
  };
  const button = (one, label, shown) => {
    const made = h("button", { type: "button", class: `colour ${shown}`, title: label, "aria-label": label, onclick: () => choose(one) });
    buttons.set(one, made);
    return made;
  };
  const own = h("input", { type: "color", class: "colour-own", title: t("A colour of your own"), "aria-label": t("A colour of your own") });
  if (typeof value === "string") own.value = value;
  own.addEventListener("input", () => choose(own.value));
  const row = h(
    "div",
    { class: "colours" },
    button(undefined, t("By itself"), "colour-auto"),
    ...slots.map((slot) => button(slot, t("Colour {number}", { number: slot }), `series-${slot}`)),
    own,
  );
  mark(value);
  return h(
    "div",
    { class: "field field-wide", "data-at": at, role: "group", "aria-label": t("Colour") },
    h("span", { class: "field-name", "aria-hidden": "true" }, t("Colour")),
    row,
    h("p", { class: "field-error", role: "alert", hidden: true }),
  );
}
