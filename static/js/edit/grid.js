/**
 * The grid that is edited: gridstack places, drags and resizes with a pointer, keys do the same
 * for the panel that has the focus. In one column, as on a phone, panels stay in their order.
 *
 * @typedef {import("./draft.js").PanelDraft} PanelDraft
 */

import "../../vendor/gridstack/gridstack-all.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { COLUMNS, inOrder } from "./draft.js";

/** Height of a row with the gap below it, as in dashboard.css. */
const ROW = 68;
const HALF_GAP = 6;
const NARROW = matchMedia("(max-width: 720px)");
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const MOVES = {
  ArrowLeft: { x: -1 },
  ArrowRight: { x: 1 },
  ArrowUp: { y: -1 },
  ArrowDown: { y: 1 },
};
const SIZES = {
  ArrowLeft: { w: -1 },
  ArrowRight: { w: 1 },
  ArrowUp: { h: -1 },
  ArrowDown: { h: 1 },
};

export class EditGrid {
  #element;
  #stack = null;
  #items = new Map();
  #applying = false;
  #on;

  /**
   * @param {HTMLElement} element
   * @param {{onArrange: (places: Map<string, import("./draft.js").Place>) => void,
   *   onKey: (event: KeyboardEvent, key: string) => void, say: (text: string) => void}} on
   */
  constructor(element, on) {
    this.#element = element;
    this.#on = on;
    element.classList.replace("grid", "grid-edited");
    if (!NARROW.matches) this.#start();
  }

  #start() {
    const { GridStack } = globalThis;
    this.#element.classList.add("grid-stack");
    this.#stack = GridStack.init(
      {
        column: COLUMNS,
        cellHeight: ROW,
        margin: HALF_GAP,
        float: true,
        animate: !CALM.matches,
        draggable: { handle: ".panel-head", cancel: "button, a, input, output" },
        resizable: { handles: "se" },
      },
      this.#element,
    );
    this.#stack.on("change", () => this.#arranged());
  }

  /**
   * Show these panels.
   * @param {Array<{panel: PanelDraft, element: HTMLElement}>} entries
   */
  show(entries) {
    const wanted = new Set(entries.map(({ panel }) => panel.key));
    this.#applying = true;
    this.#stack?.batchUpdate();
    for (const key of this.#items.keys()) if (!wanted.has(key)) this.#remove(key);
    const ordered = this.#stack ? entries : inOneColumn(entries);
    for (const { panel, element } of ordered) this.#place(panel, element);
    this.#stack?.batchUpdate(false);
    this.#applying = false;
  }

  #place(panel, element) {
    const { key, x, y, w, h: high } = panel;
    let item = this.#items.get(key);
    const isNew = !item;
    if (isNew) {
      item = this.#itemOf(key);
      this.#items.set(key, item);
    }
    // While its panel is edited it is elsewhere.
    if (!element.parentElement?.matches(".preview-holder")) item.firstChild.replaceChildren(element);
    item.setAttribute("aria-label", labelOf(panel));
    if (!this.#stack) this.#element.append(item);
    else if (isNew) this.#add(item, { x, y, w, h: high });
    else if (!samePlace(item.gridstackNode, panel)) this.#stack.update(item, { x, y, w, h: high });
  }

  #add(item, place) {
    this.#element.append(item);
    this.#stack.makeWidget(item, place);
  }

  #itemOf(key) {
    const item = h(
      "div",
      {
        class: "grid-stack-item",
        "data-key": key,
        tabindex: "0",
        role: "group",
        "aria-describedby": "edit-keys",
      },
      h("div", { class: "grid-stack-item-content" }),
    );
    item.addEventListener("keydown", (event) => {
      if (event.target === item) this.#key(event, key);
    });
    return item;
  }

  #remove(key) {
    const item = this.#items.get(key);
    this.#items.delete(key);
    if (this.#stack) this.#stack.removeWidget(item);
    else item.remove();
  }

  /** The element of a panel's place. @param {string} key */
  item(key) {
    return this.#items.get(key);
  }

  focus(key) {
    const item = this.#items.get(key);
    item?.focus();
    item?.scrollIntoView({ block: "nearest" });
  }

  #key(event, key) {
    const step = (event.shiftKey ? SIZES : MOVES)[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) {
      this.#on.onKey(event, key);
      return;
    }
    event.preventDefault();
    if (this.#stack) this.#step(key, step);
    else this.#on.onKey(event, key);
  }

  #step(key, { x = 0, y = 0, w = 0, h: high = 0 }) {
    const item = this.#items.get(key);
    const node = item.gridstackNode;
    const place = {
      x: Math.min(COLUMNS - node.w, Math.max(0, node.x + x)),
      y: Math.max(0, node.y + y),
      w: Math.min(COLUMNS - node.x, Math.max(1, node.w + w)),
      h: Math.max(1, node.h + high),
    };
    this.#stack.update(item, place);
    this.#on.say(placeText(node));
    item.scrollIntoView({ block: "nearest" });
  }

  #arranged() {
    if (this.#applying) return;
    const places = [...this.#items].map(([key, { gridstackNode: node }]) => {
      const { x, y, w, h: high } = node;
      return [key, { x, y, w, h: high }];
    });
    this.#on.onArrange(new Map(places));
  }
}

function inOneColumn(entries) {
  const places = new Map(inOrder(entries.map(({ panel }) => panel)).map(({ key }, at) => [key, at]));
  return [...entries].sort((a, b) => places.get(a.panel.key) - places.get(b.panel.key));
}

const samePlace = (node, { x, y, w, h: high }) =>
  node.x === x && node.y === y && node.w === w && node.h === high;

const labelOf = (panel) =>
  t("Panel {title}", { title: panel.title || t("without a title") });

const placeText = ({ x, y, w, h: high }) =>
  t("Column {column}, row {row}, {wide} wide, {high} high", {
    column: x + 1,
    row: y + 1,
    wide: w,
    high,
  });
