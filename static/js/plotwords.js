/**
 * What the plot of a panel says to those who cannot see it. Readings come many times a second, and
 * nobody listens so fast: the words follow seldom, when the page has nothing else to do.
 */

import { spokenCurves } from "./spoken.js";

/** ms between two tellings. */
const EVERY = 5000;

const whenIdle = (call) =>
  globalThis.requestIdleCallback ? requestIdleCallback(call, { timeout: EVERY }) : call();

export class PlotWords {
  #view;
  #panel = null;
  #toldAt = -Infinity;
  #waits = false;

  /** @param {import("./panelview.js").PanelView} view */
  constructor(view) {
    this.#view = view;
    view.plot.addEventListener("focus", () => this.#tell());
  }

  /** What is shown has changed. @param {Parameters<typeof spokenCurves>[0]} panel */
  update(panel) {
    this.#panel = panel;
    if (this.#waits) return;
    this.#waits = true;
    const wait = Math.max(0, this.#toldAt + EVERY - performance.now());
    setTimeout(() => whenIdle(() => this.#told()), wait);
  }

  #told() {
    this.#waits = false;
    this.#toldAt = performance.now();
    // A new name of what has the focus would be read out each time.
    if (document.activeElement !== this.#view.plot) this.#tell();
  }

  #tell() {
    const panel = this.#panel;
    // What is shaped has been said with the answer.
    if (!panel || panel.join === "shaped") return;
    this.#panel = null;
    this.#view.describe(spokenCurves(panel));
  }
}
