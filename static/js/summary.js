/** What a panel says in words and figures: newest value, freshness, legend, how much is shown. */

import { setText } from "./dom.js";
import { freshness, staleSince, staleText } from "./fresh.js";
import { t } from "./i18n.js";
import { isReduced, meanKey } from "./means.js";
import { PlotWords } from "./plotwords.js";
import { formatExact } from "./reltime.js";
import { valueText } from "./statetexts.js";
import { statsOf } from "./stats.js";
import { alarmOf, thresholdName } from "./thresholdmarks.js";

/** Figures that change more often cannot be read. */
const TABULATE = 1000;

export class Summary {
  #view;
  #legend;
  #stat;
  #words;

  /**
   * @param {import("./panelview.js").PanelView} view
   * @param {import("./legend.js").Legend} legend
   * @param {import("./stat.js").Stat | null} stat
   */
  constructor(view, legend, stat) {
    this.#view = view;
    this.#legend = legend;
    this.#stat = stat;
    this.#words = new PlotWords(view);
    /** Means that only the server knows, by `meanKey`. @type {Map<string, number>} */
    this.means = new Map();
    /** Raw readings that the answer stands for. */
    this.counted = 0;
  }

  #tabulated = { at: -Infinity, curves: null };
  /** What the legend does not say yet. */
  #due = null;

  /**
   * @param {{kind: string, curves: import("./timeplot.js").Curve[], join: string,
   *   span: {start: number, end: number}, display: import("./display.js").Display,
   *   leftOut: number}} panel
   * @param {{now: number, live: boolean}} moment
   */
  update({ kind, curves, span, join, display, leftOut }, moment) {
    if (this.#stat) this.#stat.update(curves, span, display.thresholds);
    else if (this.#legend.isShown) this.#due = { curves, span };
    this.#tellValue(curves.length === 1 && !this.#stat && join === "points" ? curves[0] : null, display);
    this.#view.hint.tell({ curves, join, leftOut, counted: this.counted });
    this.#words.update({ kind, join, span, curves });
    this.freshen(curves, moment);
  }

  /** The newest value of the only curve, and the state that it has reached. */
  #tellValue(curve, { thresholds }) {
    const value = curve?.columns.last?.[1];
    const reached = alarmOf(thresholds, value);
    const text = value === undefined ? "" : valueText(curve, value);
    setText(this.#view.value, reached ? `${text} · ${thresholdName(reached)}` : text);
    const state = reached?.state ?? "";
    if (this.#view.value.dataset.reached !== state) this.#view.value.dataset.reached = state;
  }

  #tabulate(now) {
    const { curves, span } = this.#due;
    if (now - this.#tabulated.at < TABULATE && curves === this.#tabulated.curves) return;
    this.#tabulated = { at: now, curves };
    this.#due = null;
    for (const curve of curves) {
      const stats = statsOf(curve.columns, span);
      if (isReduced(curve)) stats.mean = this.means.get(meanKey(curve)) ?? null;
      this.#legend.update(curve, stats);
    }
  }

  /** Say the figures anew at once: something else than time has changed them. */
  again() {
    this.#tabulated.at = -Infinity;
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
    const exact = t("Newest reading: {time}", { time: formatExact(newest) });
    if (fresh.title !== exact) fresh.title = exact;
    const stopped = curves.map((curve) => (live ? staleSince(curve, now) : null));
    // That all have stopped is said once, above.
    const some = stopped.includes(null);
    curves.forEach((curve, at) => {
      const since = stopped[at];
      this.#legend.stale(curve, since === null || !some ? "" : staleText(since, now));
    });
  }
}
