/**
 * Menus and sheets: native popovers, placed beside their button by the style sheet's --x and
 * --y; on a phone the style sheet lets them come up from below instead.
 */

import { h, icon } from "./dom.js";

const EDGE = 8;

/** What opens each popover. @type {WeakMap<Element, HTMLElement>} */
const buttons = new WeakMap();

/**
 * Place a popover beside the button that opens it.
 * @param {HTMLElement} button
 * @param {HTMLElement} popover
 */
export function anchor(button, popover) {
  button.popoverTargetElement = popover;
  buttons.set(popover, button);
  if (popover.classList.contains("menu")) popover.addEventListener("keydown", step);
  popover.addEventListener("toggle", (event) => {
    if (event.newState === "open") place(button, popover);
  });
}

/** The button of a menu that the template has, by the menu's id. @param {string} id */
export const buttonOf = (id) => buttons.get(document.getElementById(id));

/** Open a menu by a key: its first entry has the focus. @param {HTMLElement} button */
export function openMenu(button) {
  // Where the focus goes back to.
  button.focus();
  if (!button.popoverTargetElement.matches(":popover-open")) button.click();
  button.popoverTargetElement.querySelector(".menu-item")?.focus();
}

/** Arrow keys lead through the entries, around the ends. */
function step(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || event.target.matches("input, select")) return;
  const entries = [...event.currentTarget.querySelectorAll(".menu-item")];
  const at = entries.indexOf(event.target);
  event.preventDefault();
  entries.at((at + by + (at < 0 && by < 0 ? 1 : 0)) % entries.length)?.focus();
}

function place(button, popover) {
  const at = button.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - popover.offsetWidth - EDGE);
  const below = at.bottom + 4;
  const top =
    below + popover.offsetHeight + EDGE > innerHeight ? at.top - 4 - popover.offsetHeight : below;
  popover.style.setProperty("--x", `${Math.max(EDGE, left)}px`);
  popover.style.setProperty("--y", `${Math.max(EDGE, top)}px`);
}

/**
 * A button with three dots whose menu is made when it is opened.
 * @param {string} label
 * @param {() => Array<{label: string, icon: string, href?: string, download?: boolean,
 *   onclick?: () => void}>} items
 */
export function menuButton(label, items) {
  const popover = h("div", { class: "menu sheet", popover: "auto" });
  const button = h(
    "button",
    { type: "button", class: "tool", title: label, "aria-label": label },
    icon("ellipsis"),
  );
  popover.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open")
      popover.replaceChildren(...items().map((item) => entry(item, popover)));
  });
  anchor(button, popover);
  return h("div", { class: "menu-holder" }, button, popover);
}

/** Name such a button anew. @param {HTMLElement} holder @param {string} label */
export function nameMenu(holder, label) {
  const button = holder.firstElementChild;
  button.title = label;
  button.setAttribute("aria-label", label);
}

function entry(item, popover) {
  const content = [icon(item.icon), item.label];
  if (item.href)
    return h("a", { class: "menu-item", href: item.href, download: item.download }, ...content);
  const onclick = () => {
    popover.hidePopover();
    item.onclick();
  };
  return h("button", { type: "button", class: "menu-item", onclick }, ...content);
}

/** Place the popovers that the template has beside the buttons that name them. */
export function wireMenus(root = document) {
  for (const button of root.querySelectorAll('button[popovertarget]:not([popovertarget=""])')) {
    anchor(button, document.getElementById(button.getAttribute("popovertarget")));
  }
}
