/**
 * The values at the marked moment as a small table, the highest on top. Where the pointer is it
 * lies over everything and takes as many columns as it needs; in the other panels it stays
 * within the plot.
 */

import { h, setText } from "./dom.js";
import { t } from "./i18n.js";
import { valueText } from "./statetexts.js";
import { inked, swatch } from "./swatch.js";

const ROW = 18;
const MARGIN = 14;
const EDGE = 8;
/** Beyond so many rows a second column is easier to read than a longer one. */
const LONG = 24;
const MOST_COLUMNS = 4;

/** @typedef {{curve: import("./timeplot.js").Curve, point: [number, number], range: string}} Row */

export class CrossBox {
  #moment = h("time");
  #list = h("div", { class: "cross-rows" });
  #more = h("p", { class: "cross-more" });

  /** @param {HTMLElement} host the plot */
  constructor(host) {
    this.host = host;
    this.element = h("div", { class: "cross-box" }, this.#moment, this.#list, this.#more);
    host.append(this.element);
    this.hide();
  }

  hide() {
    this.element.hidden = true;
    this.element.popover = null;
  }

  /**
   * @param {Row[]} rows the highest first
   * @param {{moment: string | null, named: boolean, near: Row | null}} how `moment` where the
   *   pointer is, whose nearest row is `near`
   */
  fill(rows, { moment, named, near }) {
    const { lines, columns } = this.#room(moment !== null, rows.length);
    const shown = rows.length > lines * columns ? rows.slice(0, lines * columns - 1) : rows;
    const left = rows.length - shown.length;
    setText(this.#moment, moment ?? "");
    setText(this.#more, left ? t("{count} more", { count: left }) : "");
    this.#list.style.gridTemplateRows = `repeat(${Math.ceil(shown.length / columns) || 1}, ${ROW}px)`;
    while (this.#list.children.length > shown.length) this.#list.lastChild.remove();
    shown.forEach((row, at) => this.#write(at, row, { named, near: row === near }));
    this.element.hidden = shown.length === 0;
    if (moment !== null && shown.length) this.#raise();
  }

  /** Above all panels: there is more room than in one. */
  #raise() {
    this.element.popover = "manual";
    if (!this.element.matches(":popover-open")) this.element.showPopover();
  }

  #room(isSource, count) {
    const height = isSource ? innerHeight - 2 * EDGE - 48 : this.host.clientHeight - 32;
    const fitting = Math.max(1, Math.floor(height / ROW));
    if (!isSource) return { lines: fitting, columns: 1 };
    const columns = Math.min(MOST_COLUMNS, Math.ceil(count / Math.min(LONG, fitting)));
    return { lines: fitting, columns: innerWidth < 720 ? Math.min(2, columns || 1) : columns || 1 };
  }

  /** Rows are used again: a pointer that moves makes no new elements. */
  #write(at, { curve, point, range }, { named, near }) {
    const row = this.#list.children[at] ?? this.#list.appendChild(rowOf());
    const [sign, name, small, value] = row.children;
    const fresh = swatch(curve);
    if (sign.className !== fresh.className) sign.className = fresh.className;
    inked(sign, curve);
    setText(name, named ? curve.label : "");
    setText(small, range);
    setText(value, valueText(curve, point[1]));
    row.toggleAttribute("data-near", near);
  }

  /**
   * Beside the mark, on the side where there is room.
   * @param {number} x of the mark in the plot
   * @param {number} y of the pointer in it
   * @param {number} top of the readings in it
   */
  place(x, y, top) {
    if (this.element.hidden) return;
    const { offsetWidth: width, offsetHeight: height } = this.element;
    if (this.element.popover === null) {
      this.#moveTo(sideOf(x, width, 0, this.host.clientWidth), top);
      return;
    }
    const plot = this.host.getBoundingClientRect();
    const middle = plot.top + y - height / 2;
    const fitting = Math.min(innerHeight - EDGE - height, Math.max(EDGE, middle));
    this.#moveTo(sideOf(plot.left + x, width, EDGE, innerWidth - EDGE), fitting);
  }

  #moveTo(left, top) {
    this.element.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
  }
}

function sideOf(x, width, least, most) {
  return x + MARGIN + width <= most ? x + MARGIN : Math.max(least, x - MARGIN - width);
}

const rowOf = () => h("p", {}, h("i"), h("span"), h("small"), h("b"));
