/** What is no curve over time: gauges, what a kind has shaped, and kinds that are elements. */

import { dressAny } from "./dress.js";
import { faceOf } from "./faces.js";
import { gaugeOption } from "./gauge.js";
import { t } from "./i18n.js";
import { shapedOption } from "./shapedplot.js";
import { spoken } from "./spoken.js";
import { tokens } from "./tokens.js";

export class OtherPlot {
  #kind;
  #view;
  #chart;
  #face;
  #whole = true;
  #isShaped = false;

  /**
   * @param {string} kind
   * @param {import("./panelview.js").PanelView} view
   * @param {import("./chart.js").Chart} chart
   */
  constructor(kind, view, chart) {
    this.#kind = kind;
    this.#view = view;
    this.#chart = chart;
    this.#face = faceOf(kind, view);
  }

  /** Whether it says something without a single reading. */
  get standsAlone() {
    return Boolean(this.#face?.alone);
  }

  /** @param {object} answer as in the data of a dashboard */
  take(answer, curves) {
    this.#isShaped = answer.join === "shaped";
    this.#face?.take(answer, curves);
    if (this.#isShaped) this.#view.describe(spoken(this.#kind, answer));
  }

  /** Another answer: what is shaped is merged, so that the tooltip over it stays. */
  changed(sameSeries) {
    this.#whole ||= !sameSeries || !this.#isShaped;
  }

  /** The next drawing starts afresh: after a change of theme. */
  refresh() {
    this.#whole = true;
  }

  /** Whether it is text in the page. */
  get isText() {
    return this.#face !== null;
  }

  /** The option that draws everything, on any chart of this size. */
  whole(panel) {
    const { width, height } = this.#chart;
    return otherOption({ ...panel, kind: this.#kind, width, height });
  }

  /**
   * @param {{option: object, curves: import("./timeplot.js").Curve[], unit: string, join: string,
   *   span: {start: number, end: number}}} panel
   * @returns {string} what went wrong, empty when nothing did
   */
  draw(panel) {
    if (this.#face) return "";
    try {
      this.#chart.draw(this.whole(panel), { whole: this.#whole });
      this.#whole = false;
      return "";
    } catch (error) {
      // Anybody may add a kind: a fault in one must not take the other panels with it.
      console.error(error);
      return t("The chart kind {kind} cannot be drawn: the browser’s console says why.", {
        kind: this.#kind,
      });
    }
  }
}

function otherOption(panel) {
  if (panel.join === "shaped") return shapedOption(panel);
  const isGauge = panel.option.series?.[0]?.type === "gauge" || panel.kind === "gauge";
  return isGauge ? gaugeOption(panel) : joinedOption(panel);
}

/** As the server says. */
function joinedOption({ option, curves, join }) {
  const series = curves.map((curve) => {
    const value = curve.columns.last?.[1] ?? null;
    const data = join === "last" ? [{ value, name: curve.label }] : curve.columns.points;
    return { ...curve.option, data };
  });
  return { ...dressAny(option, tokens()), series };
}
