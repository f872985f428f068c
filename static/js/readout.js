/**
 * The crosshair in one panel: a line at the marked moment, a dot on each curve, and their
 * values in a small box beside the line.
 */

import { h } from "./dom.js";
import { formatValue } from "./format.js";
import { formatMoment } from "./reltime.js";
import { swatch } from "./swatch.js";

const ROW = 18;
const MOST = 12;
const MARGIN = 10;
/** Pixels within which a reading is meant, where nothing is known of its series' step. */
const REACH = 24;

export class Readout {
  #host;
  #plot;
  #line = h("div", { class: "cross-line" });
  #dots = h("div", { class: "cross-dots" });
  #box = h("div", { class: "cross-box" });

  /**
   * @param {HTMLElement} host
   * @param {import("./timeplot.js").TimePlot} plot
   */
  constructor(host, plot) {
    this.#host = host;
    this.#plot = plot;
    host.append(this.#line, this.#dots, this.#box);
    this.hide();
  }

  hide() {
    for (const part of [this.#line, this.#dots, this.#box]) part.hidden = true;
  }

  /**
   * @param {number} time
   * @param {boolean} isSource whether the pointer is in this panel
   * @param {number} [y] where it is: of too many curves those near it are told
   */
  show(time, isSource, y) {
    const { box, span } = this.#plot;
    const x = this.#plot.x(time);
    if (x < box.left - 0.5 || x > box.left + box.width + 0.5) {
      this.hide();
      return;
    }
    this.#placeLine(x);
    const rows = this.#rows(time);
    this.#placeDots(rows);
    const near = isSource ? this.#nearest(rows, y) : rows;
    this.#fill(near, isSource ? formatMoment(time, Math.min(span.end - span.start, 3e9)) : null);
    this.#box.toggleAttribute("data-quiet", !isSource);
    this.#placeBox(x);
  }

  #rows(time) {
    const { span, box } = this.#plot;
    const reach = (REACH * (span.end - span.start)) / box.width;
    const rows = [];
    for (const curve of this.#plot.curves) {
      const point = curve.hidden ? null : pointAt(curve, time, reach);
      if (point) rows.push({ curve, point });
    }
    return rows;
  }

  #placeLine(x) {
    const { top, height } = this.#plot.box;
    this.#line.hidden = false;
    this.#line.style.translate = `${x}px ${top}px`;
    this.#line.style.height = `${height}px`;
  }

  #placeDots(rows) {
    this.#dots.hidden = false;
    const lines = rows.filter(({ curve }) => curve.option.type !== "bar");
    while (this.#dots.children.length < lines.length) this.#dots.append(h("i"));
    while (this.#dots.children.length > lines.length) this.#dots.lastChild.remove();
    lines.forEach(({ curve, point: [time, value] }, at) => {
      const dot = this.#dots.children[at];
      dot.className = `series-${curve.slot + 1}`;
      dot.style.translate = `${this.#plot.x(time)}px ${this.#plot.edge(curve, time, value)}px`;
    });
  }

  /** Those near the pointer come first. */
  #nearest(rows, y) {
    if (y === undefined) return rows;
    const distance = ({ curve, point: [time, value] }) =>
      Math.abs(this.#plot.edge(curve, time, value) - y);
    return [...rows].sort((a, b) => distance(a) - distance(b));
  }

  /** As many as have room, the highest on top; the others are counted. */
  #fill(rows, moment) {
    const fitting = Math.floor((this.#host.clientHeight - 24) / ROW) - (moment ? 1 : 0);
    const room = Math.min(MOST, Math.max(1, fitting));
    const shown = rows.length > room ? rows.slice(0, Math.max(1, room - 1)) : [...rows];
    shown.sort((a, b) => b.point[1] - a.point[1]);
    const named = this.#plot.curves.length > 1;
    const lines = shown.map(({ curve, point }) => this.#row(curve, point[1], named));
    if (moment) lines.unshift(h("time", {}, moment));
    const left = rows.length - shown.length;
    if (left) lines.push(h("p", {}, `${left} more`));
    this.#box.replaceChildren(...lines);
    this.#box.hidden = lines.length === 0;
  }

  #row(curve, value, named) {
    const number = h("b", {}, formatValue(value, this.#plot.unit));
    return h("p", {}, swatch(curve), named && h("span", {}, curve.label), number);
  }

  #placeBox(x) {
    if (this.#box.hidden) return;
    const room = this.#host.clientWidth;
    const width = this.#box.offsetWidth;
    const right = x + MARGIN + width <= room;
    const left = right ? x + MARGIN : Math.max(0, x - MARGIN - width);
    this.#box.style.translate = `${left}px ${this.#plot.box.top}px`;
  }

  /** Whether what is shown is to be read out: only where the keyboard is. */
  announce(yes) {
    if (yes) this.#box.setAttribute("aria-live", "polite");
    else this.#box.removeAttribute("aria-live");
  }
}

/** A bar holds for its whole column, a line for the reading that is nearest. */
function pointAt(curve, time, reach) {
  const { columns, option } = curve;
  const width = columns.resolution || columns.interval || 0;
  return columns.nearest(option.type === "bar" ? time - width / 2 : time, reach);
}
