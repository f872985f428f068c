/** Keys for the whole page, and the sheet that lists them. */

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

/**
 * @typedef {{key: string, label: string, run: () => void}} Key
 * @typedef {{keys: string, label: string}} Hint keys that a part of the page handles itself
 */

/** @type {Hint[]} */
const PLOT_HINTS = [
  { keys: "← →", label: t("Move the crosshair in a plot") },
  { keys: "Enter", label: t("Zoom in around it") },
  { keys: "Esc", label: t("Back to the range before") },
  { keys: t("Ctrl wheel"), label: t("Zoom around the pointer; two fingers do so too") },
  { keys: t("Shift wheel"), label: t("Move along in time") },
  { keys: "h", label: t("Hide or show a series, in the legend") },
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
  for (const button of document.querySelectorAll("[data-keys]"))
    button.addEventListener("click", () => {
      // The menu gives the focus back to its own button, and so does the list afterwards.
      button.closest("[popover]")?.hidePopover();
      help.showPopover();
    });
}

const isTyping = (target) =>
  target instanceof HTMLElement && target.matches("input, textarea, select");

function sheet(hints) {
  const rows = [...hints, { keys: "?", label: t("This list") }].flatMap(({ keys, label }) => [
    h("dt", {}, h("kbd", {}, keys)),
    h("dd", {}, label),
  ]);
  const close = h(
    "button",
    { type: "button", class: "tool", title: t("Close"), "aria-label": t("Close") },
    icon("x"),
  );
  const popover = h(
    "div",
    { class: "dialog sheet", popover: "auto", "aria-label": t("Keys") },
    h("header", {}, h("h2", {}, t("Keys")), close),
    h("dl", { class: "keys" }, ...rows),
  );
  close.popoverTargetElement = popover;
  return popover;
}
