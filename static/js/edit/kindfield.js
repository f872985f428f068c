/** The kind of a panel, chosen from a list with a picture and a line for each. */

import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { anchor } from "../menu.js";
import { describe, sorted } from "../kinds.js";

const COLUMNS = 2;
const STEPS = { ArrowUp: -COLUMNS, ArrowDown: COLUMNS, ArrowLeft: -1, ArrowRight: 1 };

/**
 * @param {{value: string, kinds: Array<{name: string}>, onInput: (name: string) => void}} told
 */
export function kindField({ value, kinds, onInput }) {
  const popover = h("div", { class: "kinds sheet", popover: "auto", role: "listbox", "aria-label": t("Kind") });
  const button = h("button", { type: "button", class: "kind-now", "aria-haspopup": "listbox" });
  const show = (name) => {
    const kind = describe(kinds.find((one) => one.name === name) ?? { name });
    button.replaceChildren(picture(kind.icon), words(kind), icon("chevron-down"));
    button.setAttribute("aria-label", t("Kind: {kind}", { kind: kind.title }));
    for (const one of popover.children)
      one.setAttribute("aria-selected", String(one.dataset.kind === name));
  };
  const choose = (name) => {
    popover.hidePopover();
    show(name);
    button.focus();
    onInput(name);
  };
  popover.append(...sorted(kinds).map((kind) => entry(describe(kind), choose)));
  popover.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") popover.querySelector('[aria-selected="true"]')?.focus();
  });
  popover.addEventListener("keydown", (event) => step(popover, event));
  anchor(button, popover);
  show(value);
  return h("div", { class: "kind-field" }, button, popover);
}

function entry(kind, choose) {
  return h(
    "button",
    {
      type: "button",
      class: "kind",
      role: "option",
      "data-kind": kind.name,
      onclick: () => choose(kind.name),
    },
    picture(kind.icon),
    words(kind),
  );
}

const picture = (name) => h("span", { class: "kind-picture" }, icon(name));

const words = ({ title, about }) =>
  h("span", { class: "kind-words" }, h("b", {}, title), h("span", {}, about));

function step(list, event) {
  const by = STEPS[event.key];
  if (!by) return;
  event.preventDefault();
  const all = [...list.children];
  all[all.indexOf(document.activeElement) + by]?.focus();
}
