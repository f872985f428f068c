/** One dashboard on the first page, with its small live curve. */

import * as clock from "../clock.js";
import { Columns } from "../columns.js";
import { must, setText } from "../dom.js";
import { t } from "../i18n.js";
import { Redraw } from "../redraw.js";
import { ago, formatExact } from "../reltime.js";
import { drawSpark } from "../spark.js";
import { followsNow, resolve } from "../timerange.js";

/** Width of a card's curve in pixels. */
export const WIDTH = 300;
const MOST_CURVES = 4;
const FRESH = 5000;

/** One card: its element, its range, and the curves that its selector has brought. */
export class Card {
  /** @param {object} definition as the template has it @param {Card} [before] that it takes the
   *   place of: its curve stays until the new one is there */
  constructor(definition, before) {
    this.definition = definition;
    this.range = { start: definition.start, end: definition.end };
    this.element = must(`.card[data-slug="${definition.slug}"]`);
    this.canvas = must("canvas", this.element);
    this.fresh = must(".card-fresh", this.element);
    const same = before?.definition.series === definition.series;
    this.curves = same ? before.curves : [];
    this.answered = same ? before.answered : null;
    this.redraw = new Redraw(() => this.draw());
  }

  take(series, span) {
    this.answered = span;
    this.curves = series.slice(0, MOST_CURVES).map((one, slot) => {
      const columns = new Columns(WIDTH);
      columns.replace(one);
      return { id: one.id, slot, columns };
    });
    this.redraw.request();
  }

  shows(id) {
    return this.curves.some((curve) => curve.id === id);
  }

  apply(frame) {
    for (const { id, columns } of this.curves) {
      const points = frame.series?.[id];
      if (points && columns.append(points)) this.redraw.request();
    }
  }

  draw() {
    const moving = followsNow(this.range) && resolve(this.range, clock.now());
    const span = moving || this.answered;
    if (!span) return;
    for (const { columns } of this.curves) columns.trim(span.start);
    drawSpark(this.canvas, this.curves, span);
    this.freshen();
  }

  freshen() {
    // The page says already that there is nothing to draw.
    if (!this.definition.series) return;
    const newest = Math.max(...this.curves.map(({ columns }) => columns.newest), -Infinity);
    if (!Number.isFinite(newest)) {
      setText(this.fresh, this.answered ? t("no readings") : "");
      return;
    }
    const now = clock.now();
    setText(this.fresh, now - newest < FRESH ? t("now") : ago(newest, now));
    this.fresh.title = t("Newest reading: {time}", { time: formatExact(newest) });
  }

  /** A query that fails leaves the curve that is there. */
  fail(sentence) {
    setText(this.fresh, t("cannot be read"));
    this.fresh.title = sentence;
  }
}
