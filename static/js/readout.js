/**
 * The crosshair in one panel: a line at the marked moment, a dot on each curve, and their
 * values in a box beside the line. Where the keyboard is they are also said.
 */

import { CrossBox } from "./crossbox.js";
import { h, setText } from "./dom.js";
import { formatValue } from "./format.js";
import { t } from "./i18n.js";
import { formatMoment } from "./reltime.js";
import { valueText } from "./statetexts.js";
import { inked } from "./swatch.js";

/** Pixels within which a reading is meant, where nothing is known of its series' step. */
const REACH = 24;
/** More values than this at once cannot be listened to. */
const SAID = 5;

export class Readout {
  #plot;
  #line = h("div", { class: "cross-line" });
  #dots = h("div", { class: "cross-dots" });
  #said = h("p", { class: "unseen" });
  #box;

  /**
   * @param {HTMLElement} host the plot
   * @param {import("./timeplot.js").TimePlot} plot
   */
  constructor(host, plot) {
    this.#plot = plot;
    host.append(this.#line, this.#dots);
    this.#box = new CrossBox(host);
    // The plot is a picture, and nothing inside a picture is read out.
    host.after(this.#said);
    this.hide();
  }

  hide() {
    for (const part of [this.#line, this.#dots]) part.hidden = true;
    this.#box.hide();
    setText(this.#said, "");
  }

  /**
   * @param {number} time
   * @param {boolean} isSource whether the pointer is in this panel
   * @param {number} [y] where it is
   */
  show(time, isSource, y) {
    const { box, span } = this.#plot;
    const x = this.#plot.x(time);
    if (x < box.left - 0.5 || x > box.left + box.width + 0.5) {
      this.hide();
      return;
    }
    this.#placeLine(x);
    const rows = this.#rows(time).sort((a, b) => b.point[1] - a.point[1]);
    this.#placeDots(rows);
    const moment = isSource ? formatMoment(time, Math.min(span.end - span.start, 3e9)) : null;
    const near = isSource && y !== undefined ? this.#nearest(rows, y) : null;
    this.#box.fill(rows, { moment, named: this.#plot.curves.length > 1, near });
    this.#box.place(x, y ?? box.top + box.height / 2, box.top);
    if (isSource) this.#say(moment, rows);
  }

  #rows(time) {
    const { span, box } = this.#plot;
    const reach = (REACH * (span.end - span.start)) / box.width;
    const rows = [];
    for (const curve of this.#plot.curves) {
      const point = curve.hidden ? null : pointAt(curve, time, reach);
      if (point) rows.push({ curve, point, range: rangeAt(curve, point[0]) });
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
      dot.className = "";
      inked(dot, curve);
      const y = this.#plot.edge(curve, time, value);
      // On a logarithmic axis there may be no such place.
      dot.hidden = !Number.isFinite(y);
      dot.style.translate = `${this.#plot.x(time)}px ${y}px`;
    });
  }

  #nearest(rows, y) {
    const distance = ({ curve, point: [time, value] }) =>
      Math.abs(this.#plot.edge(curve, time, value) - y);
    return rows.reduce((a, b) => (a && distance(a) <= distance(b) ? a : b), null);
  }

  /** Whether what is shown is to be read out: only where the keyboard is. */
  announce(yes) {
    if (yes) this.#said.setAttribute("aria-live", "polite");
    else this.#said.removeAttribute("aria-live");
  }

  #say(moment, rows) {
    if (!this.#said.hasAttribute("aria-live")) return;
    const values = rows.slice(0, SAID).map(({ curve, point }) => {
      return t("{label} {value}", {
        label: curve.label,
        value: valueText(curve, point[1]),
      });
    });
    const left = rows.length - values.length;
    if (left) values.push(t("{count} more", { count: left }));
    setText(this.#said, `${moment}: ${values.join(", ") || t("No reading")}`);
  }
}

/** A bar holds for its whole column, a step until the next one, a line is at its nearest reading. */
function pointAt(curve, time, reach) {
  const { columns, option } = curve;
  if (option.step) return heldAt(columns, time, reach);
  const width = columns.resolution || columns.interval || 0;
  return columns.nearest(option.type === "bar" ? time - width / 2 : time, reach);
}

/** The mark of what holds is on the line, and not where that began. */
function heldAt(columns, time, reach) {
  const found = columns.holding(time, reach);
  return found && found[0] < time ? [time, found[1]] : found;
}

/** From the lowest to the highest around a mean. */
function rangeAt({ band, unit, decimals }, time) {
  const ends = band ? [band.low.nearest(time), band.high.nearest(time)] : [];
  if (ends.length < 2 || ends.includes(null)) return "";
  return ends.map(([, value]) => formatValue(value, unit, decimals)).join(" – ");
}
