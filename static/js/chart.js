/**
 * The life of one ECharts instance: made when its element has a size, resized with it, drawn
 * without animation, painted at once, and disposed of.
 */

/** @typedef {{width: number, height: number}} Size in pixels */

import { init } from "../vendor/echarts/echarts.esm.min.mjs";
import { CURVES, TIMES } from "./levels.js";

export class Chart {
  #element;
  #instance = null;
  #observer;
  /** As it was when it last changed: asking the element would lay out the page. @type {Size} */
  #size = { width: 0, height: 0 };

  /**
   * @param {HTMLElement} element
   * @param {() => void} onResize called when the element has another size, also the first time
   */
  constructor(element, onResize) {
    this.#element = element;
    this.#observer = new ResizeObserver(() => {
      this.#size = { width: element.clientWidth, height: element.clientHeight };
      if (!this.ready) return;
      this.#instance?.resize(this.#size);
      onResize();
    });
    this.#observer.observe(element);
  }

  get width() {
    return this.#size.width;
  }

  get height() {
    return this.#size.height;
  }

  /** Whether there is anything to draw on yet. */
  get ready() {
    return this.width > 0 && this.height > 0;
  }

  /**
   * Draw.
   * @param {object} option whole, or what is to be merged into the one before
   * @param {{whole?: boolean}} [how]
   */
  draw(option, { whole = false } = {}) {
    this.#instance ??= init(this.#element, null, { renderer: "canvas" });
    this.#instance.setOption(option, { notMerge: whole, silent: true });
    this.#instance.getZr().flush();
    this.shift(0, 0);
  }

  /**
   * Move curves and times, as they were drawn, to the left.
   * @param {number} x pixels
   * @param {number} left where they end, in pixels from the element's left
   */
  shift(x, left) {
    const layers = Object.values(this.#instance.getZr().painter.getLayers());
    for (const { zlevel, dom } of layers) {
      if (zlevel !== CURVES && zlevel !== TIMES) continue;
      dom.style.translate = x ? `${-x}px` : "";
      dom.style.clipPath = x && zlevel === CURVES ? `inset(0 0 0 ${left + x}px)` : "";
    }
  }

  dispose() {
    this.#observer.disconnect();
    this.#instance?.dispose();
    this.#instance = null;
  }
}
