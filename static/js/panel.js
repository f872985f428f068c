/**
 * One panel: takes answers and live frames, and draws what they make.
 *
 * For tests its element carries `data-panel-id`, `data-state` ("loading", "ready", "error" or
 * "empty"), `data-last-time` (the newest reading that is drawn, in ms) and the property
 * `livecurve`, whose `points()` gives what is drawn as `[{id, key, label, points: [[ms, value],
 * …]}, …]` and whose `span()` gives the x axis as `{start, end}`.
 */

import { applied } from "./applied.js";
import { columnsIn, curvesOf, newestOf, pointsOf } from "./curves.js";
import { DEFAULTS, displayOf } from "./display.js";
import { resolveFormatters } from "./format.js";
import { Hidden } from "./hidden.js";
import { laidOver } from "./laying.js";
import { Legend } from "./legend.js";
import { isReduced } from "./means.js";
import { PanelCross } from "./panelcross.js";
import { PanelDrawing } from "./paneldrawing.js";
import { PanelView } from "./panelview.js";
import { inkPrinted, inkShown } from "./printink.js";
import { inLanguage } from "./sentences.js";
import { followSingled, tellSingled } from "./singled.js";
import { Slots } from "./slots.js";
import { Stat } from "./stat.js";
import { Summary } from "./summary.js";
import { inkOfName } from "./swatch.js";
import { SERIES_COLOURS } from "./tokens.js";

/** Up to so many curves a legend is a table on paper. */
const TABLED = 12;

export class Panel {
  #host;
  #slots = new Slots(SERIES_COLOURS);
  #hidden = new Hidden();
  #drawing;
  #legend;
  #stat;
  #summary;
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
    this.display = DEFAULTS;
    /** Called when its curves are others. */
    this.onTake = () => {};
    /** @type {import("./timeplot.js").Curve[]} */
    this.curves = [];
    this.view = new PanelView(definition, {
      menu: () => host.menu(this),
      onRetry: () => host.retry(),
      onAll: () => host.showAll(),
      onRaw: () => host.showRaw(this),
    });
    this.element = this.view.element;
    followSingled(this.id, this.#hidden, () => this.#hide());
    this.#drawing = this.#drawingOf(definition.kind);
    this.plot = this.#drawing.plot;
    this.#legend = new Legend(this.element, (key, alone) => this.#toggle(key, alone));
    this.view.body.append(this.#legend.element);
    this.#stat = definition.kind === "stat" ? new Stat() : null;
    if (this.#stat) this.view.body.prepend(this.#stat.element);
    this.#summary = new Summary(this.view, this.#legend, this.#stat);
    const cross = new PanelCross(this, host);
    this.#moved = () => cross.moved();
    this.element.livecurve = { points: () => pointsOf(this.curves), span: () => this.plot.span };
  }

  #moved;

  #drawingOf(kind) {
    return new PanelDrawing(this.view, kind, {
      span: () => this.#host.span(),
      resized: () => this.#host.resized(),
      moved: () => this.#moved(),
      drawn: (span) => this.#tell(span),
      fault: (sentence) => this.fail(sentence),
    });
  }

  /** Whether there is a time axis to point at. */
  get isTimed() {
    return this.#drawing.isTimed;
  }

  /** Pixels that a query should fold to. */
  get width() {
    return this.#drawing.width;
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
      // Where it is said elsewhere, what was drawn before stays.
      if (answer.isTold && this.curves.length) return this.view.dim(true);
      return this.fail(inLanguage(answer.error));
    }
    const before = new Map(this.curves.map((curve) => [curve.key, curve]));
    this.join = answer.join;
    this.view.asks = answer.selectors?.length !== 0;
    this.unit = answer.unit ?? this.unit;
    this.display = displayOf(answer.options);
    this.view.description.set(this.display.description);
    const option = laidOver(resolveFormatters(answer.option ?? {}), answer.shaped ?? {});
    this.curves = curvesOf(answer, {
      option,
      width,
      unit: this.unit,
      slots: this.#slots,
      hidden: this.#hidden,
      keep: onlyFolded ? before : new Map(),
    });
    // What was singled out is gone.
    if (this.#hidden.chosen.only && this.curves.every(({ hidden }) => hidden)) {
      this.#hidden.set({ only: null, hide: [] });
      for (const curve of this.curves) curve.hidden = false;
    }
    this.#summary.counted = answer.series.reduce((sum, one) => sum + (one.count ?? 0), 0);
    const { curves, unit, join, display } = this;
    const content = { option, curves, unit, join, display, bare: Boolean(this.#stat) };
    this.#drawing.take(answer, content, { again: onlyFolded });
    if (this.#until !== Infinity) this.showUntil(this.#until);
    this.#changed([...before.values()]);
    this.onTake();
  }

  /** Elements that depend on which series there are. */
  #changed(before) {
    const sameSeries = String(this.curves.map(inkOfName)) === String(before.map(inkOfName));
    this.#legend.mode = this.display.legend;
    if (!sameSeries) {
      this.#legend.set(this.join !== "points" || this.#stat ? [] : this.curves);
      this.#stat?.set(this.curves);
    }
    // Its figures take room from the curve, which would otherwise be drawn twice.
    const span = this.#host.span();
    if (span) this.#stat?.update(this.curves, span, this.display.thresholds);
    const some = this.curves.some((curve) => curve.columns.last);
    if (some || this.#drawing.standsAlone) this.view.state("ready");
    else this.view.nothing();
    this.#drawing.show(sameSeries);
  }

  /** @param {string} sentence */
  fail(sentence) {
    this.view.dim(false);
    this.view.state("error", sentence);
  }

  /** Of what is computed it may be a part. @param {string} id of a series, as in a frame */
  shows(id) {
    return this.curves.some((curve) => curve.isComputed || String(curve.id) === id);
  }

  /** Apply a live frame. @param {import("./transports/sse.js").Frame} frame */
  apply(frame) {
    const came = applied(frame, this.curves, {
      until: this.#host.until(),
      onPoints: (curve, points) => this.#drawing.changes(curve, points),
    });
    if (came.taken) {
      if (this.element.dataset.state === "empty") this.view.state("ready");
      this.#drawing.request();
    }
    return came;
  }

  /** Draw soon, whatever has changed. */
  draw() {
    this.#drawing.draw();
  }

  /** As if nothing had come after a moment. @param {number} time in ms; Infinity shows all */
  showUntil(time) {
    this.#until = time;
    if (!this.isTimed) {
      // What it says is of now.
      this.view.dim(time !== Infinity);
      return;
    }
    for (const columns of this.curves.flatMap(columnsIn)) columns.hideAfter(time);
    this.draw();
  }

  /** Whether anybody sees it. */
  set visible(yes) {
    this.#drawing.visible = yes;
  }

  get visible() {
    return this.#drawing.visible;
  }

  /** Draw everything anew: the theme is another one. */
  refresh() {
    this.#drawing.refresh();
  }

  /** What is said of the curves, in words and figures. */
  #tell(span) {
    const { kind, curves, join, display } = this;
    const { leftOut } = this.plot;
    this.#summary.update({ kind, curves, join, display, span, leftOut }, this.#moment);
    const newest = newestOf(curves);
    if (Number.isFinite(newest)) this.element.dataset.lastTime = String(newest);
  }

  /** The clock has moved on, and nothing else. */
  slide(span) {
    if (this.element.dataset.state === "ready") this.#drawing.slide(span);
  }

  /** Means that only the server knows, by `meanKey`. @param {Map<string, number>} means */
  set means(means) {
    this.#summary.means = means;
    this.#summary.again();
    this.#drawing.request();
  }

  /** Curves whose mean has to be asked for. */
  get withoutMean() {
    return this.#legend.isTable ? this.curves.filter(isReduced) : [];
  }

  get #moment() {
    return { now: this.#host.now(), live: this.#host.isLive };
  }

  /** Say how old the newest reading is. */
  freshen() {
    this.#summary.freshen(this.curves, this.#moment);
  }

  /** Look as paper needs it, or again as the screen does. @param {boolean} yes */
  print(yes) {
    this.curves.forEach(yes ? inkPrinted : inkShown);
    // A long table would not fit on a page.
    this.#legend.mode = yes && this.curves.length > TABLED ? "list" : this.display.legend;
    this.#legend.arrange();
    if (this.#legend.isShown) this.#legend.set(this.curves);
    this.#summary.again();
    this.#drawing.redraw(yes ? "svg" : "canvas");
  }

  /** Whether it is drawn, and not text in the page. */
  get isPicture() {
    return this.#drawing.isPicture;
  }

  /** What is drawn, to be drawn elsewhere. */
  picture() {
    return this.#drawing.picture(this.#host.span());
  }

  /** What is drawn, with what its kind has shaped. */
  get option() {
    return this.#drawing.option;
  }

  #toggle(key, alone) {
    const keys = this.curves.map((curve) => curve.key);
    if (alone) this.#hidden.single(key);
    else this.#hidden.toggle(key, keys);
    tellSingled(this.id, this.#hidden);
    this.#hide();
  }

  #hide() {
    for (const curve of this.curves) curve.hidden = this.#hidden.has(curve.key);
    this.#summary.again();
    this.draw();
  }

  dispose() {
    this.#drawing.dispose();
    this.element.remove();
  }
}
