/**
 * The life of one ECharts instance: made when its element has a size, resized with it, drawn
 * without animation, painted at once, and disposed of.
 */

import { init } from "../vendor/echarts/echarts.esm.min.mjs";

export class Chart {
  #element;
  #instance = null;
  #observer;

  /**
   * @param {HTMLElement} element
   * @param {() => void} onResize called when the element has another size, also the first time
   */
  constructor(element, onResize) {
    this.#element = element;
    this.#observer = new ResizeObserver(() => {
      if (!this.width || !this.height) return;
      this.#instance?.resize({ width: this.width, height: this.height });
      onResize();
    });
    this.#observer.observe(element);
  }

  get width() {
    return this.#element.clientWidth;
  }

  get height() {
    return this.#element.clientHeight;
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
  }

  dispose() {
    this.#observer.disconnect();
    this.#instance?.dispose();
    this.#instance = null;
  }
}
