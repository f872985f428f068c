/**
 * Curves over time in one chart: line, area, bar and sparkline. It owns the scales, so the
 * place of every reading on the screen is known without asking ECharts.
 *
 * @typedef {Object} Curve
 * @property {string} key
 * @property {string} label
 * @property {import("./columns.js").Columns} columns
 * @property {number} slot number of its colour
 * @property {string | number[]} dash
 * @property {boolean} hidden
 * @property {object} option what the server says about this series
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 */

import { boundsOf } from "./columns.js";
import { dressAny, dressAxes, dressSeries } from "./dress.js";
import { DrawnEnds } from "./drawnends.js";
import { align, encodeBars, encodeLine, pileUp } from "./encode.js";
import { axisFormatter, baseOf } from "./format.js";
import { flatten, pairs } from "./points.js";
import { timeTicks } from "./timeaxis.js";
import { tokens } from "./tokens.js";
import { sparkScale, valueScale } from "./valueaxis.js";

const TICK_WIDTH = 72;
const TICK_HEIGHT = 44;
/** Readings that are further apart than so many pixels are marked. */
const SPARSE = 14;
/** How far a drawing may be moved before it is drawn again, as a part of its width. */
const FURTHEST = 0.1;
const NOTHING = new Float64Array(0);

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
    /** Where the readings are drawn, inside the chart's element. @type {Box} */
    this.box = { left: 0, top: 0, width: 0, height: 0 };
    this.span = { start: 0, end: 1 };
    this.scale = valueScale(null);
  }

  /** Take another option or other curves. */
  set({ option, curves, unit, bare }) {
    Object.assign(this, { curves, unit, bare });
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
    const layers = this.#layers();
    this.scale = this.#scaleFor(layers);
    const valueLabel = axisFormatter(this.scale.ticks, this.unit);
    this.#layOut(valueLabel);
    const times = this.#times();
    const axes = dressAxes({ ...this, times, valueLabel, tokens: tokens() });
    const grid = this.#grid();
    const series = layers.map((layer) => this.#series(layer));
    if (this.#whole) {
      this.#chart.draw(
        { ...dressAny(this.#option, tokens()), ...axes, grid, series },
        { whole: true },
      );
    } else {
      this.#chart.draw({ ...axes, grid, series });
    }
    this.#whole = false;
    this.#ends.note(this.curves, this.pixel);
  }

  /** Width of a pixel in ms. */
  get pixel() {
    return (this.span.end - this.span.start) / this.box.width;
  }

  /**
   * Whether a pixel would be another one with these readings.
   * @param {Curve} curve
   * @param {Array<[number, number]>} points
   */
  changes(curve, points) {
    const { min, max } = this.scale;
    const value = (max - min) / this.box.height;
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

  y(value) {
    const { min, max } = this.scale;
    return this.box.top + ((max - value) / (max - min)) * this.box.height;
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
    return this.y(value + sum);
  }

  /** Each curve with the points that are drawn, stacked ones on a common set of times. */
  #layers() {
    const layers = this.curves.map((curve) => {
      const flat = curve.hidden ? NOTHING : curve.columns.flat;
      return { curve, flat, edge: curve.hidden ? NOTHING : curve.columns.all };
    });
    const stacked = layers.filter(({ curve }) => curve.option.stack && !curve.hidden);
    if (stacked.length < 2) return layers;
    const aligned = align(stacked.map(({ flat }) => pairs(flat)));
    const edges = pileUp(aligned);
    stacked.forEach((layer, at) => {
      Object.assign(layer, { flat: flatten(aligned[at]), edge: flatten(edges[at]) });
    });
    return layers;
  }

  #scaleFor(layers) {
    const { start, end } = this.span;
    const bounds = boundsOf(
      layers.map(({ edge }) => edge),
      start,
      end,
    );
    if (this.bare) return sparkScale(bounds);
    const axis = [this.#option.yAxis ?? {}].flat()[0] ?? {};
    return valueScale(bounds, {
      base: baseOf(this.unit),
      most: Math.min(6, Math.max(2, Math.floor(this.#chart.height / TICK_HEIGHT))),
      fixedMin: numberOrNull(axis.min),
      fixedMax: numberOrNull(axis.max),
      fromZero: this.curves.some(({ option }) => option.type === "bar" || option.areaStyle),
    });
  }

  #layOut(valueLabel) {
    const { width, height } = this.#chart;
    const labels = this.bare
      ? 0
      : Math.max(...this.scale.ticks.map((tick) => widthOf(valueLabel(tick))));
    const left = this.bare ? 0 : Math.ceil(labels) + 8;
    const [top, right, bottom] = this.bare ? [2, 2, 2] : [8, 8, 24];
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

  #series({ curve, flat }) {
    const { pixel } = this;
    const id = curve.key;
    if (curve.option.type === "bar") {
      const width = curve.columns.resolution || curve.columns.interval || 0;
      return {
        id,
        ...this.#looks(curve, flat),
        ...this.#bar(width, pixel),
        data: encodeBars(flat, width),
      };
    }
    return { id, ...this.#looks(curve, flat), data: encodeLine(flat, pixel) };
  }

  #bar(width, pixel) {
    const bars = this.curves.filter((one) => !one.hidden && !one.option.stack).length || 1;
    const room = Math.max(1, width / pixel / bars);
    return { barWidth: room > 4 ? room * 0.8 : room, barGap: "0%" };
  }

  #isSparse(flat) {
    const steps = flat.length / 2 - 1;
    return steps < 1 || (this.x(flat.at(-2)) - this.x(flat[0])) / steps > SPARSE;
  }

  #looks(curve, flat) {
    return dressSeries(curve.option, {
      colour: tokens().series[curve.slot],
      dash: curve.dash,
      sparse: !this.bare && this.#isSparse(flat),
      stacked: Boolean(curve.option.stack),
    });
  }
}

const lengthOf = ({ start, end }) => end - start;

const isStacked = (curve, other) => curve.option.stack && other.option.stack === curve.option.stack;

const numberOrNull = (value) =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

let ruler;

/** Width of an axis label in pixels. */
function widthOf(text) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `12px ${tokens().font}`;
  return ruler.measureText(text).width;
}
