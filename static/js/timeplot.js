/**
 * Curves over time in one chart: line, area, bar and sparkline. It owns the scales, so the
 * place of every reading on the screen is known without asking ECharts.
 *
 * @typedef {Object} Curve
 * @property {string} key
 * @property {string} label
 * @property {import("./columns.js").Columns} columns
 * @property {{low: import("./columns.js").Columns, high: import("./columns.js").Columns} | null}
 *   band around it
 * @property {number} slot number of its colour
 * @property {string | null} colour in place of the slot's
 * @property {string | number[]} dash
 * @property {number} [weight] how many times as thick as others it is
 * @property {"left" | "right"} axis
 * @property {string} unit
 * @property {number | null} decimals
 * @property {number} shift how long before they are drawn its readings were taken, in ms
 * @property {boolean} appends whether a live reading is a point of it
 * @property {boolean} isComputed of series which the page does not know
 * @property {number} count of the raw readings that it stands for
 * @property {boolean} hidden
 * @property {object} option what the server says about this series
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 */

import { labelMarks } from "./curvelabels.js";
import { DEFAULTS } from "./display.js";
import { dressAny, dressAxes } from "./dress.js";
import { DrawnEnds } from "./drawnends.js";
import { axesOf } from "./plotaxes.js";
import { layersOf } from "./plotlayers.js";
import { seriesOf } from "./plotseries.js";
import { widthOf } from "./textwidth.js";
import { thresholdSeries } from "./thresholdmarks.js";
import { timeTicks } from "./timeaxis.js";
import { tokens } from "./tokens.js";
import { valueScale } from "./valueaxis.js";
import { depth, leftOut } from "./valuescale.js";

const TICK_WIDTH = 72;
/** How far a drawing may be moved before it is drawn again, as a part of its width. */
const FURTHEST = 0.1;

export class TimePlot {
  #chart;
  #whole = true;
  #option = {};
  /** What the canvases show before they are moved. */
  #drawn = { start: 0, end: 0 };
  #ends = new DrawnEnds();

  /** @param {import("./chart.js").Chart} chart */
  constructor(chart) {
    this.#chart = chart;
    /** @type {Curve[]} */
    this.curves = [];
    this.unit = "";
    this.bare = false;
    /** @type {import("./display.js").Display} */
    this.display = DEFAULTS;
    /** Where the readings are drawn, inside the chart's element. @type {Box} */
    this.box = { left: 0, top: 0, width: 0, height: 0 };
    this.span = { start: 0, end: 1 };
    /** @type {import("./plotaxes.js").Axis[]} */
    this.axes = [{ side: "left", scale: valueScale(null), unit: "", label: String }];
    /** What is drawn there shows nothing that is finer, in pixels: 0 for lines. */
    this.grain = 0;
    /** Points that have no place on a logarithmic axis. */
    this.leftOut = 0;
  }

  /** Take another option or other curves. */
  set({ option, curves, unit, bare, display = DEFAULTS }) {
    Object.assign(this, { curves, unit, bare, display });
    this.#option = option;
    this.#whole = true;
  }

  /** The next drawing starts afresh: after a change of theme. */
  refresh() {
    this.#whole = true;
  }

  /** @param {{start: number, end: number}} span */
  draw(span) {
    if (!this.#chart.ready) return;
    this.span = span;
    this.#drawn = span;
    this.grain = this.#chart.grain;
    this.#chart.draw(this.#whole ? this.#all() : this.#drawing(), { whole: this.#whole, still: true });
    this.#whole = false;
    this.#ends.note(this.curves, this.pixel);
  }

  /** The option that draws everything, on any chart of this size. */
  whole() {
    this.grain = 0;
    return this.#all();
  }

  #all() {
    return { ...dressAny(this.#option, tokens()), ...this.#drawing() };
  }

  /** All that may change with new readings. */
  #drawing() {
    const { height } = this.#chart;
    const layers = layersOf(this.curves, this.display.nulls);
    this.axes = axesOf({ ...this, layers, option: this.#option, height });
    this.#layOut();
    this.#count(layers);
    const axes = dressAxes({ ...this, times: this.#times(), tokens: tokens() });
    const series = layers.flatMap((layer) => seriesOf(layer, this));
    const own = this.bare ? [] : [...thresholdSeries(this), ...labelMarks(this)];
    return { ...axes, grid: this.#grid(), series: [...series, ...own] };
  }

  /** Width of a pixel in ms. */
  get pixel() {
    return (this.span.end - this.span.start) / this.box.width;
  }

  /** @param {Curve} curve */
  axisOf(curve) {
    const isOwn = this.bare ? ({ unit }) => unit === curve.unit : ({ side }) => side === curve.axis;
    return this.axes.find(isOwn) ?? this.axes[0];
  }

  /**
   * Whether a pixel would be another one with these readings.
   * @param {Curve} curve
   * @param {Array<[number, number]>} points
   */
  changes(curve, points) {
    const { scale } = this.axisOf(curve);
    if (scale.log || this.display.labels.length) return true;
    const value = (scale.max - scale.min) / this.box.height;
    return this.#ends.changes(curve, points, { pixel: this.pixel, value });
  }

  /**
   * Move what is drawn along with the clock, without drawing it again.
   * @param {{start: number, end: number}} span as long as the one that was drawn
   * @returns {boolean} whether that is enough; otherwise it has to be drawn
   */
  slide(span) {
    const pixels = ((span.start - this.#drawn.start) / (span.end - span.start)) * this.box.width;
    const sameLength = Math.abs(lengthOf(span) - lengthOf(this.#drawn)) < 1;
    if (this.#whole || !sameLength || pixels < 0 || pixels > this.box.width * FURTHEST) return false;
    this.span = span;
    this.#chart.shift(Math.round(pixels), this.box.left);
    return true;
  }

  x(time) {
    const { start, end } = this.span;
    return this.box.left + ((time - start) / (end - start)) * this.box.width;
  }

  /** @param {number} value @param {import("./plotaxes.js").Axis} [axis] */
  y(value, axis = this.axes[0]) {
    return this.box.top + depth(axis.scale, value) * this.box.height;
  }

  timeAt(x) {
    const { start, end } = this.span;
    return start + ((x - this.box.left) / this.box.width) * (end - start);
  }

  /** Where a curve's point is on the screen: in a stack, on top of those below. */
  edge(curve, time, value) {
    const at = this.curves.indexOf(curve);
    const below = this.curves.slice(0, at).filter((one) => !one.hidden && isStacked(curve, one));
    const sum = below.reduce((total, one) => total + (one.columns.nearest(time)?.[1] ?? 0), 0);
    return this.y(value + sum, this.axisOf(curve));
  }

  #count(layers) {
    const { start, end } = this.span;
    const counts = layers.map(({ curve, flat }) =>
      this.axisOf(curve).scale.log ? leftOut(flat, start, end) : 0,
    );
    this.leftOut = counts.reduce((sum, count) => sum + count, 0);
  }

  #layOut() {
    const { width, height } = this.#chart;
    const [leftLabels, rightLabels = 0] = this.bare ? [0] : this.axes.map(widthOfLabels);
    const left = leftLabels ? leftLabels + 8 : 0;
    const [top, right, bottom] = this.bare ? [2, 2, 2] : [8, rightLabels + 8, 24];
    this.box = {
      left,
      top,
      width: Math.max(1, width - left - right),
      height: Math.max(1, height - top - bottom),
    };
  }

  #grid() {
    const { left, top, width, height } = this.box;
    return { left, top, width, height, containLabel: false, outerBoundsMode: "none" };
  }

  /** Labels that would stick out of the chart are left out. */
  #times() {
    const { start, end } = this.span;
    const ticks = timeTicks(start, end, Math.max(2, Math.floor(this.box.width / TICK_WIDTH)));
    const last = this.#chart.width;
    const fits = (time) => this.x(time) + widthOf(ticks.label(time)) / 2 <= last;
    return { ...ticks, times: ticks.times.filter(fits) };
  }
}

const lengthOf = ({ start, end }) => end - start;

const isStacked = (curve, other) => curve.option.stack && other.option.stack === curve.option.stack;

const widthOfLabels = ({ scale, label }) =>
  Math.ceil(Math.max(0, ...scale.ticks.map((tick) => widthOf(label(tick)))));
