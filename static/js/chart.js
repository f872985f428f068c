/**
 * The life of one ECharts instance: made when its element has a size, resized with it, drawn
 * without animation, painted at once, and disposed of.
 */

/** @typedef {{width: number, height: number}} Size in pixels */

import { init, isLoaded, loading } from "./echarts.js";
import { CURVES, TIMES } from "./levels.js";
import { lacks, loadRest } from "./rest.js";

export class Chart {
  #element;
  #instance = null;
  /** @type {"canvas" | "svg"} */
  #renderer = "canvas";
  #observer;
  #onResize;
  #waits = false;
  #isGone = false;
  /** As it was when it last changed: asking the element would lay out the page. @type {Size} */
  #size = { width: 0, height: 0 };

  /**
   * @param {HTMLElement} element
   * @param {() => void} onResize called when the element has another size, also the first time
   */
  constructor(element, onResize) {
    this.#element = element;
    this.#onResize = onResize;
    this.#observer = new ResizeObserver(() => {
      // What is being printed goes on as it was on the screen.
      if (this.#renderer !== "svg" && this.fit()) onResize();
    });
    this.#observer.observe(element);
    if (!isLoaded()) this.#begin();
  }

  /** What has come to be drawn meanwhile is drawn as if the element had got its size now. */
  async #begin() {
    await loading;
    if (this.ready && !this.#isGone) this.#onResize();
  }

  /** Take the size of the element. @returns {boolean} whether it is another one, to draw in */
  fit() {
    const before = this.#size;
    this.#measure();
    const isSame = before.width === this.width && before.height === this.height;
    if (isSame || !this.ready) return false;
    this.#instance?.resize(this.#size);
    return true;
  }

  #measure() {
    this.#size = { width: this.#element.clientWidth, height: this.#element.clientHeight };
  }

  /**
   * Start afresh with another renderer, in the size that the element has now: paper takes lines,
   * the screen pixels.
   * @param {"canvas" | "svg"} renderer
   */
  restart(renderer) {
    this.#instance?.dispose();
    this.#instance = null;
    this.#renderer = renderer;
    this.#measure();
  }

  get width() {
    return this.#size.width;
  }

  get height() {
    return this.#size.height;
  }

  /** What is drawn shows nothing that is finer, in pixels: 0 for lines. */
  get grain() {
    return this.#renderer === "svg" ? 0 : 1 / devicePixelRatio;
  }

  /** Whether there is anything to draw with, and on. */
  get ready() {
    return isLoaded() && this.width > 0 && this.height > 0;
  }

  /**
   * Draw.
   * @param {object} option whole, or what is to be merged into the one before
   * @param {{whole?: boolean, still?: boolean}} [how] `still`: nothing moves by itself
   */
  draw(option, { whole = false, still = false } = {}) {
    if (lacks(option)) {
      this.#drawWithRest();
      return;
    }
    this.#instance ??= init(this.#element, null, { renderer: this.#renderer, ...this.#size });
    this.#instance.setOption(option, { notMerge: whole, silent: true });
    const drawing = this.#instance.getZr();
    drawing.flush();
    // It would look for something to do in each of the next ten frames, for each chart of a page.
    if (still) drawing.animation.stop();
    if (this.#renderer === "svg") this.#stretch();
    else this.shift(0, 0);
  }

  /** Lines take the size that they have on paper. */
  #stretch() {
    const { width, height } = this.#size;
    this.#element.querySelector("svg").setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  /** Once all of ECharts is there, draw as if the element had another size: everything. */
  async #drawWithRest() {
    if (this.#waits) return;
    this.#waits = true;
    await loadRest();
    this.#waits = false;
    if (!this.#isGone) this.#onResize();
  }

  /**
   * Move curves and times, as they were drawn, to the left.
   * @param {number} x pixels
   * @param {number} left where they end, in pixels from the element's left
   */
  shift(x, left) {
    if (!this.#instance || this.#renderer === "svg") return;
    const layers = Object.values(this.#instance.getZr().painter.getLayers());
    for (const { zlevel, dom } of layers) {
      if (zlevel !== CURVES && zlevel !== TIMES) continue;
      dom.style.translate = x ? `${-x}px` : "";
      dom.style.clipPath = x && zlevel === CURVES ? `inset(0 0 0 ${left + x}px)` : "";
    }
  }

  dispose() {
    this.#isGone = true;
    this.#observer.disconnect();
    this.#instance?.dispose();
    this.#instance = null;
  }
}
