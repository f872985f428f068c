/** Keys for the whole page, and the sheet that lists them. */

import { h, icon } from "./dom.js";

/**
 * @typedef {{key: string, label: string, run: () => void}} Key
 * @typedef {{keys: string, label: string}} Hint keys that a part of the page handles itself
 */

/** @type {Hint[]} */
const PLOT_HINTS = [
  { keys: "← →", label: "Move the crosshair in a plot" },
  { keys: "Enter", label: "Zoom in around it" },
  { keys: "Esc", label: "Back to the range before" },
];

/**
 * @param {Key[]} own of this page
 * @param {{plots?: boolean}} [how] whether the page has plots
 */
export function wireKeys(own, { plots = false } = {}) {
  const help = sheet([
    ...own.map(({ key, label }) => ({ keys: key, label })),
    ...(plots ? PLOT_HINTS : []),
  ]);
  document.body.append(help);
  const keys = new Map(
    [...own, { key: "?", run: () => help.togglePopover() }].map((one) => [one.key, one]),
  );
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const found = keys.get(event.key);
    if (!found) return;
    event.preventDefault();
    found.run();
  });
  for (const button of document.querySelectorAll("[data-keys]")) button.popoverTargetElement = help;
}

const isTyping = (target) =>
  target instanceof HTMLElement && target.matches("input, textarea, select");

function sheet(hints) {
  const rows = [...hints, { keys: "?", label: "This list" }].flatMap(({ keys, label }) => [
    h("dt", {}, h("kbd", {}, keys)),
    h("dd", {}, label),
  ]);
  const close = h(
    "button",
    { type: "button", class: "tool", title: "Close", "aria-label": "Close" },
    icon("x"),
  );
  const popover = h(
    "div",
    { class: "dialog sheet", popover: "auto", "aria-label": "Keys" },
    h("header", {}, h("h2", {}, "Keys"), close),
    h("dl", { class: "keys" }, ...rows),
  );
  close.popoverTargetElement = popover;
  return popover;
}
