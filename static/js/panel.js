/**
 * One panel: takes answers and live frames, and draws what they make.
 *
 * For tests its element carries `data-panel-id`, `data-state` ("loading", "ready", "error" or
 * "empty"), `data-last-time` (the newest reading that is drawn, in ms) and the property
 * `livecurve`, whose `points()` gives what is drawn as `[{id, key, label, points: [[ms, value],
 * …]}, …]` and whose `span()` gives the x axis as `{start, end}`.
 */

import { Chart } from "./chart.js";
import { curvesOf, newestOf } from "./curves.js";
import { resolveFormatters } from "./format.js";
import { Hidden } from "./hidden.js";
import { laidOver } from "./laying.js";
import { Legend } from "./legend.js";
import { OtherPlot } from "./otherplot.js";
import { PanelCross } from "./panelcross.js";
import { PanelView } from "./panelview.js";
import { Redraw } from "./redraw.js";
import { Slots } from "./slots.js";
import { Stat } from "./stat.js";
import { Summary } from "./summary.js";
import { TimePlot } from "./timeplot.js";
import { SERIES_COLOURS } from "./tokens.js";

export class Panel {
  #host;
  #slots = new Slots(SERIES_COLOURS);
  #hidden = new Hidden();
  #option = {};
  #visible = true;
  #undrawn = true;
  #changes = true;
  #until = Infinity;

  /**
   * @param {{id: number | string, title: string, kind: string, unit: string}} definition
   * @param {import("./board.js").PanelHost} host
   */
  constructor(definition, host) {
    this.#host = host;
    this.id = definition.id;
    this.kind = definition.kind;
    this.unit = definition.unit;
    this.join = "points";
    /** @type {import("./timeplot.js").Curve[]} */
    this.curves = [];
    this.view = new PanelView(definition, {
      menu: () => host.menu(this),
      onRetry: () => host.retry(),
      onAll: () => host.showAll(),
    });
    this.element = this.view.element;
    this.#redraw = new Redraw(() => this.#draw());
    this.#chart = new Chart(this.view.canvas, () => this.#resized());
    this.plot = new TimePlot(this.#chart);
    this.#other = new OtherPlot(definition.kind, this.view, this.#chart);
    this.#legend = new Legend((key, alone) => this.#toggle(key, alone));
    this.view.body.append(this.#legend.element);
    this.#stat = definition.kind === "stat" ? new Stat() : null;
    if (this.#stat) this.view.body.prepend(this.#stat.element);
    this.#summary = new Summary(this.view, this.#legend, this.#stat);
    this.#cross = new PanelCross(this, host);
    this.element.livecurve = { points: () => this.#drawn(), span: () => this.plot.span };
  }

  #chart;
  #cross;
  #other;
  #redraw;
  #legend;
  #stat;
  #summary;

  /** Whether there is a time axis to point at. */
  get isTimed() {
    return this.join === "points" && "xAxis" in this.#option;
  }

  /** Pixels that a query should fold to. */
  get width() {
    return this.plot.box.width > 1 ? this.plot.box.width : this.#chart.width;
  }

  /**
   * Take an answer to a query.
   * @param {object} answer as in the data of a dashboard
   * @param {{width: number, onlyFolded?: boolean}} how `onlyFolded` leaves curves alone that
   *   live readings are appended to
   */
  take(answer, { width, onlyFolded = false }) {
    this.view.dim(false);
    if (answer.error) {
      this.fail(answer.error);
      return;
    }
    const before = new Map(this.curves.map((curve) => [curve.key, curve]));
    this.join = answer.join;
    this.unit = answer.unit ?? this.unit;
    this.#option = laidOver(resolveFormatters(answer.option ?? {}), answer.shaped ?? {});
    this.curves = curvesOf(answer, {
      option: this.#option,
      width,
      slots: this.#slots,
      hidden: this.#hidden,
      keep: onlyFolded ? before : new Map(),
    });
    this.#summary.counted = answer.series.reduce((sum, one) => sum + (one.count ?? 0), 0);
    this.#undrawn ||= !onlyFolded;
    this.#other.take(answer, this.curves);
    if (this.#until !== Infinity) this.showUntil(this.#until);
    this.#changed([...before.keys()]);
  }

  /** Elements that depend on which series there are. */
  #changed(keysBefore) {
    const keys = this.curves.map((curve) => curve.key);
    const sameSeries =
      keys.length === keysBefore.length && keys.every((key, at) => key === keysBefore[at]);
    if (!sameSeries) {
      this.#legend.set(this.join !== "points" || this.#stat ? [] : this.curves);
      this.#stat?.set(this.curves);
    }
    const bare = Boolean(this.#stat);
    this.plot.set({ option: this.#option, curves: this.curves, unit: this.unit, bare });
    this.#other.changed(sameSeries);
    const some = this.#other.standsAlone || this.curves.some((curve) => curve.columns.last);
    if (some) this.view.state("ready");
    else this.view.state("empty", "No readings in this range.");
    this.draw();
  }

  /** @param {string} sentence */
  fail(sentence) {
    this.view.dim(false);
    this.view.state("error", sentence);
  }

  /** @param {string} id of a series, as in a frame */
  shows(id) {
    return this.curves.some((curve) => String(curve.id) === id);
  }

  /**
   * Apply a live frame.
   * @param {import("./transports/sse.js").Frame} frame
   * @returns {{taken: number, stale: boolean}} readings drawn, and whether a curve has to be
   *   queried again because it holds more than readings
   */
  apply(frame) {
    let [taken, stale] = [0, false];
    const until = this.#host.until();
    for (const curve of this.curves) {
      const points = frame.series?.[curve.id]?.filter(([time]) => time < until);
      if (!points?.length) continue;
      if (curve.appends) taken += this.#append(curve, points);
      else stale = true;
    }
    if (taken) {
      if (this.element.dataset.state === "empty") this.view.state("ready");
      this.#redraw.request();
    }
    return { taken, stale };
  }

  #append(curve, points) {
    this.#changes ||= !this.isTimed || this.plot.changes(curve, points);
    return curve.columns.append(points);
  }

  /** Draw soon, whatever has changed. */
  draw() {
    this.#changes = true;
    this.#redraw.request();
  }

  /** As if nothing had come after a moment. @param {number} time in ms; Infinity shows all */
  showUntil(time) {
    this.#until = time;
    if (!this.isTimed) {
      // What it says is of now.
      this.view.dim(time !== Infinity);
      return;
    }
    for (const { columns } of this.curves) columns.hideAfter(time);
    this.draw();
  }

  /** Panels that nobody sees are drawn once; then they collect readings until they are seen. */
  set visible(yes) {
    this.#visible = yes;
    if (yes) this.draw();
  }

  get visible() {
    return this.#visible;
  }

  /** Draw everything anew: the theme is another one. */
  refresh() {
    this.#other.refresh();
    this.plot.refresh();
    this.draw();
  }

  #resized() {
    this.draw();
    this.#host.resized();
  }

  #draw() {
    const span = this.#host.span();
    if (!span || !this.#chart.ready || !this.curves.length) return;
    if (!this.#visible && !this.#undrawn) return;
    this.#undrawn = false;
    if (this.#changes) this.#paint(span);
    this.#tell(span);
  }

  #paint(span) {
    this.#changes = false;
    if (this.isTimed) this.#drawTimed(span);
    else this.#drawOther(span);
  }

  #drawTimed(span) {
    for (const curve of this.curves) curve.columns.trim(span.start);
    this.plot.draw(span);
    this.#cross.moved();
  }

  #drawOther(span) {
    const { curves, unit, join } = this;
    const fault = this.#other.draw({ option: this.#option, curves, unit, join, span });
    if (fault) this.fail(fault);
  }

  /** What is said of the curves, in words and figures. */
  #tell(span) {
    const { curves, unit, join } = this;
    this.#summary.update({ curves, unit, join, span }, this.#moment);
    const newest = newestOf(curves);
    if (Number.isFinite(newest)) this.element.dataset.lastTime = String(newest);
  }

  /** The clock has moved on, and nothing else. */
  slide(span) {
    if (!this.#visible || !this.isTimed || this.element.dataset.state !== "ready") return;
    if (span.end - this.plot.span.end < this.plot.pixel) return;
    if (this.plot.slide(span)) this.#cross.moved();
    else this.draw();
  }

  /** Means that only the server knows, by series id. @param {Map<number, number>} means */
  set means(means) {
    this.#summary.means = means;
    this.#summary.again();
    this.#redraw.request();
  }

  /** Series whose mean has to be asked for. */
  get withoutMean() {
    if (!this.#legend.isTable) return [];
    return this.curves
      .filter((curve) => curve.appends && curve.columns.resolution > 0)
      .map((curve) => curve.id);
  }

  get #moment() {
    return { now: this.#host.now(), live: this.#host.isLive };
  }

  /** Say how old the newest reading is. */
  freshen() {
    this.#summary.freshen(this.curves, this.#moment);
  }

  #toggle(key, alone) {
    const keys = this.curves.map((curve) => curve.key);
    this.#hidden.toggle(key, keys, alone);
    for (const curve of this.curves) curve.hidden = this.#hidden.has(curve.key);
    this.#summary.again();
    this.draw();
  }

  #drawn() {
    return this.curves.map(({ id, seriesKey, label, columns }) => ({
      id,
      key: seriesKey,
      label,
      points: columns.points,
    }));
  }

  dispose() {
    this.#chart.dispose();
    this.element.remove();
  }
}
