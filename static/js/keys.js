/** Keys for the whole page, and the sheet that lists them. */

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

/**
 * @typedef {{key: string, label: string, run?: () => void, when?: () => boolean}} Key without `run`
 *   a part of the page handles it itself; `when`: whether it does anything now
 */

/** @type {Key[]} */
const PLOT_HINTS = [
  { key: "← →", label: t("Move the crosshair in a plot") },
  { key: "Enter", label: t("Zoom in around it") },
  { key: "Esc", label: t("Back to the range before") },
  { key: t("Ctrl wheel"), label: t("Zoom around the pointer; two fingers do so too") },
  { key: t("Shift wheel"), label: t("Move along in time") },
  { key: "h", label: t("Hide or show a series, in the legend") },
];

/**
 * @param {Key[]} own of this page; of two for one key the first counts that does anything
 * @param {{plots?: boolean}} [how] whether the page has plots
 */
export function wireKeys(own, { plots = false } = {}) {
  const working = () => usable(own);
  const help = sheet(() => [...working(), ...(plots ? PLOT_HINTS : [])]);
  document.body.append(help);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const asked = { key: "?", run: () => help.togglePopover() };
    const found = [...working(), asked].find(({ key, run }) => run && key === event.key);
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

/** @param {Key[]} keys */
export function usable(keys) {
  const now = keys.filter(({ when }) => when?.() ?? true);
  return now.filter(({ key }, at) => now.findIndex((other) => other.key === key) === at);
}

/** A field of a dialog that was closed just now has the focus for a moment still. */
const isTyping = (target) =>
  target instanceof HTMLElement &&
  target.matches("input, textarea, select") &&
  target.checkVisibility();

/** A capital takes Shift. */
const written = (key) => (/^[A-Z]$/.test(key) ? `Shift ${key}` : key);

const rowsOf = (keys) =>
  [...keys, { key: "?", label: t("This list") }].flatMap(({ key, label }) => [
    h("dt", {}, h("kbd", {}, written(key))),
    h("dd", {}, label),
  ]);

/** @param {() => Key[]} keys which are other ones while something is edited */
function sheet(keys) {
  const list = h("dl", { class: "keys" });
  const close = h(
    "button",
    { type: "button", class: "tool", title: t("Close"), "aria-label": t("Close") },
    icon("x"),
  );
  const popover = h(
    "div",
    { class: "dialog sheet", popover: "auto", "aria-label": t("Keys") },
    h("header", {}, h("h2", {}, t("Keys")), close),
    list,
  );
  popover.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "open") list.replaceChildren(...rowsOf(keys()));
  });
  close.popoverTargetElement = popover;
  return popover;
}
