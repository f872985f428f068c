/**
 * The crosshair in one panel: a line at the marked moment, a dot on each curve, and their
 * values in a small box beside the line.
 */

import { h } from "./dom.js";
import { formatValue } from "./format.js";
import { formatMoment } from "./reltime.js";
import { swatch } from "./swatch.js";

const ROW = 18;
const MARGIN = 10;

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
   */
  show(time, isSource) {
    const { box, span } = this.#plot;
    const x = this.#plot.x(time);
    if (x < box.left - 0.5 || x > box.left + box.width + 0.5) {
      this.hide();
      return;
    }
    this.#placeLine(x);
    const rows = this.#rows(time);
    this.#placeDots(rows);
    this.#fill(rows, isSource ? formatMoment(time, Math.min(span.end - span.start, 3e9)) : null);
    this.#box.toggleAttribute("data-quiet", !isSource);
    this.#placeBox(x);
  }

  #rows(time) {
    const rows = [];
    for (const curve of this.#plot.curves) {
      const point = curve.hidden ? null : pointAt(curve, time);
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

  /** Highest first; what has no room is counted. */
  #fill(rows, moment) {
    const room = Math.max(1, Math.floor((this.#host.clientHeight - 24) / ROW) - (moment ? 1 : 0));
    const sorted = [...rows].sort((a, b) => b.point[1] - a.point[1]);
    const shown = sorted.length > room ? sorted.slice(0, Math.max(1, room - 1)) : sorted;
    const named = this.#plot.curves.length > 1;
    const lines = shown.map(({ curve, point }) => this.#row(curve, point[1], named));
    if (moment) lines.unshift(h("time", {}, moment));
    if (shown.length < sorted.length) lines.push(h("p", {}, `${sorted.length - shown.length} more`));
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
function pointAt(curve, time) {
  const { columns, option } = curve;
  const width = columns.resolution || columns.interval || 0;
  return columns.nearest(option.type === "bar" ? time - width / 2 : time);
}
