/** What a panel says in words and figures: newest value, freshness, legend, how much is shown. */

import { setText } from "./dom.js";
import { formatCount, formatValue } from "./format.js";
import { freshness, staleSince, staleText } from "./fresh.js";
import { formatExact } from "./reltime.js";
import { statsOf } from "./stats.js";

/** Figures that change more often cannot be read. */
const TABULATE = 1000;

export class Summary {
  #view;
  #legend;
  #stat;

  /**
   * @param {import("./panelview.js").PanelView} view
   * @param {import("./legend.js").Legend} legend
   * @param {import("./stat.js").Stat | null} stat
   */
  constructor(view, legend, stat) {
    this.#view = view;
    this.#legend = legend;
    this.#stat = stat;
    /** Means that only the server knows, by series id. @type {Map<number, number>} */
    this.means = new Map();
    /** Raw readings that the answer stands for. */
    this.counted = 0;
  }

  #tabulated = { at: -Infinity, curves: null };
  /** What the legend does not say yet. */
  #due = null;

  /**
   * @param {{curves: import("./timeplot.js").Curve[], span: {start: number, end: number},
   *   unit: string, join: string}} panel
   * @param {{now: number, live: boolean}} moment
   */
  update({ curves, span, unit, join }, moment) {
    if (this.#stat) this.#stat.update(span, unit);
    else if (curves.length > 1) this.#due = { curves, span, unit };
    const single = curves.length === 1 && !this.#stat && join === "points";
    setText(this.#view.value, single ? formatValue(curves[0].columns.last?.[1], unit) : "");
    this.#tellReduction(curves, join);
    this.freshen(curves, moment);
  }

  #tabulate(now) {
    const { curves, span, unit } = this.#due;
    if (now - this.#tabulated.at < TABULATE && curves === this.#tabulated.curves) return;
    this.#tabulated = { at: now, curves };
    this.#due = null;
    for (const curve of curves) {
      this.#legend.update(curve, statsOf(curve.columns, span, this.means.get(curve.id)), unit);
    }
  }

  /** Say the figures anew at once: something else than time has changed them. */
  again() {
    this.#tabulated.at = -Infinity;
  }

  #tellReduction(curves, join) {
    if (join === "shaped") {
      setText(this.#view.hint, this.counted ? `${formatCount(this.counted)} readings` : "");
      return;
    }
    const points = curves.reduce((sum, { columns }) => sum + columns.all.length / 2, 0);
    const reduced = curves.some(({ columns }) => columns.resolution > 0) && this.counted > points;
    const counts = `${formatCount(this.counted)} readings → ${formatCount(points)} points`;
    setText(this.#view.hint, reduced ? counts : "");
  }

  /**
   * Say how old the newest reading is, and which curves have stopped.
   * @param {import("./timeplot.js").Curve[]} curves
   * @param {{now: number, live: boolean}} moment `live`: curves should go on up to now
   */
  freshen(curves, { now, live }) {
    if (this.#due) this.#tabulate(now);
    const { text, newest, stale } = freshness(curves, now, live);
    const { fresh } = this.#view;
    setText(fresh, text);
    fresh.toggleAttribute("data-stale", stale);
    if (!text) return;
    const exact = `Newest reading: ${formatExact(newest)}`;
    if (fresh.title !== exact) fresh.title = exact;
    for (const curve of curves) {
      const since = live ? staleSince(curve, now) : null;
      this.#legend.stale(curve, since === null ? "" : staleText(since, now));
    }
  }
}
