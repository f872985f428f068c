/**
 * What a panel draws, and when: nothing while nobody sees it, and nothing that would change no
 * pixel.
 */

import { Chart } from "./chart.js";
import { columnsIn } from "./curves.js";
import { DEFAULTS } from "./display.js";
import { OtherPlot } from "./otherplot.js";
import { Redraw } from "./redraw.js";
import { TimePlot } from "./timeplot.js";

/**
 * @typedef {Object} Content what there is to draw
 * @property {object} option
 * @property {import("./timeplot.js").Curve[]} curves
 * @property {string} unit
 * @property {"points" | "last" | "shaped"} join
 * @property {import("./display.js").Display} display
 * @property {boolean} bare whether curves have no axes
 */

export class PanelDrawing {
  #chart;
  #other;
  #redraw;
  #hooks;
  #visible = true;
  #undrawn = true;
  #measured = false;
  #changes = true;
  /** @type {Content} */
  #content = {
    option: {},
    curves: [],
    unit: "",
    join: "points",
    display: DEFAULTS,
    bare: false,
  };

  /**
   * @param {import("./panelview.js").PanelView} view
   * @param {string} kind
   * @param {{span: () => import("./timerange.js").Span | null, resized: () => void,
   *   moved: () => void, drawn: (span: import("./timerange.js").Span) => void,
   *   fault: (sentence: string) => void}} hooks `moved`: the curves lie elsewhere; `drawn`:
   *   the curves are as they are shown, whether a pixel has changed or not
   */
  constructor(view, kind, hooks) {
    this.#hooks = hooks;
    this.#redraw = new Redraw(() => this.#draw(), { measure: () => this.#measure() });
    this.#chart = new Chart(view.canvas, () => this.#resized());
    this.#other = new OtherPlot(kind, view, this.#chart);
    this.plot = new TimePlot(this.#chart);
  }

  /** Whether there is a time axis to point at. */
  get isTimed() {
    return this.#content.join === "points" && "xAxis" in this.#content.option;
  }

  /** Whether it says something without a single reading. */
  get standsAlone() {
    return this.#other.standsAlone;
  }

  /** Whether it is drawn, and not text in the page. */
  get isPicture() {
    return !this.#other.isText;
  }

  get option() {
    return this.#content.option;
  }

  /**
   * The whole of what is drawn, to be drawn elsewhere.
   * @param {import("./timerange.js").Span} span
   */
  picture(span) {
    const { width, height } = this.#chart;
    const option = this.isTimed ? this.plot.whole() : this.#other.whole({ ...this.#content, span });
    return { option, width, height, span };
  }

  /** Pixels that a query should fold to. */
  get width() {
    if (!this.#chart.ready) this.#chart.fit();
    return this.plot.box.width > 1 ? this.plot.box.width : this.#chart.width;
  }

  /**
   * Take an answer to a query.
   * @param {object} answer as in the data of a dashboard
   * @param {Content} content
   * @param {{again: boolean}} how `again`: of the same range, asked for once more
   */
  take(answer, content, { again }) {
    this.#undrawn ||= !again;
    this.#measured = false;
    this.#content = content;
    this.#other.take(answer, content.curves);
  }

  /** What was taken is drawn. @param {boolean} sameSeries as before */
  show(sameSeries) {
    this.plot.set(this.#content);
    this.#other.changed(sameSeries);
    this.draw();
  }

  /** Whether a pixel would be another one with these readings. */
  changes(curve, points) {
    this.#changes ||= !this.isTimed || this.plot.changes(curve, points);
  }

  /** Draw soon, if a pixel has changed. */
  request() {
    // Before its first readings it would spend a turn on nothing.
    if (this.#content.curves.length) this.#redraw.request();
  }

  /** Draw soon, whatever has changed. */
  draw() {
    this.#changes = true;
    this.request();
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

  /** Draw at once, as lines for paper or as pixels. @param {"canvas" | "svg"} renderer */
  redraw(renderer) {
    if (!this.isPicture) return;
    this.#chart.restart(renderer);
    this.#other.refresh();
    this.plot.refresh();
    [this.#undrawn, this.#changes] = [true, true];
    this.#draw();
  }

  #resized() {
    this.draw();
    this.#hooks.resized();
  }

  /** Legends that came with the answer have left less room: once is enough to draw. */
  #measure() {
    if (this.#measured) return;
    this.#measured = true;
    if (this.#undrawn && this.#chart.fit()) this.#hooks.resized();
  }

  #draw() {
    const span = this.#hooks.span();
    if (!span || !this.#chart.ready || !this.#content.curves.length) return;
    if (!this.#visible && !this.#undrawn) return;
    this.#undrawn = false;
    if (this.#changes) this.#paint(span);
    this.#hooks.drawn(span);
  }

  #paint(span) {
    this.#changes = false;
    if (this.isTimed) this.#drawTimed(span);
    else this.#drawOther(span);
  }

  #drawTimed(span) {
    for (const columns of this.#content.curves.flatMap(columnsIn)) columns.trim(span.start);
    this.plot.draw(span);
    this.#hooks.moved();
  }

  #drawOther(span) {
    const fault = this.#other.draw({ ...this.#content, span });
    if (fault) this.#hooks.fault(fault);
  }

  /** The clock has moved on, and nothing else. */
  slide(span) {
    if (!this.#visible || !this.isTimed) return;
    if (span.end - this.plot.span.end < this.plot.pixel) return;
    if (this.plot.slide(span)) this.#hooks.moved();
    else this.draw();
  }

  dispose() {
    this.#chart.dispose();
  }
}
