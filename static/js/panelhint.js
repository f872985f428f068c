/**
 * How much of what there is a panel shows: readings that were folded to fewer points, and points
 * that have no place on a logarithmic axis.
 */

import { h, setText } from "./dom.js";
import { formatCount, readings } from "./format.js";
import { t, tn } from "./i18n.js";

export class PanelHint {
  #note = h("span");
  #badge;

  /** @param {() => void} onRaw show readings one by one */
  constructor(onRaw) {
    const title = t("Show the newest of them one by one");
    this.#badge = h("button", { type: "button", class: "panel-badge", title, onclick: onRaw });
    this.element = h("span", { class: "panel-hint" }, this.#note, this.#badge);
    this.tell({ curves: [], join: "points", counted: 0, leftOut: 0 });
  }

  /**
   * @param {{curves: import("./timeplot.js").Curve[], join: string, counted: number,
   *   leftOut: number}} panel `counted`: raw readings that the answer stands for
   */
  tell({ curves, join, counted, leftOut }) {
    const reduction = join === "shaped" ? "" : reductionOf(curves, counted);
    const canBeRaw = isFolded(curves);
    setText(this.#badge, canBeRaw ? reduction : "");
    setText(this.#note, [noteOf(join, counted, leftOut), canBeRaw ? "" : reduction].join(" ").trim());
    this.#badge.hidden = !canBeRaw || !reduction;
  }
}

/** Whether readings were folded for want of pixels: what was asked for as means stays means. */
export const isFolded = (curves) =>
  curves.length > 0 &&
  curves.every(({ appends }) => appends) &&
  curves.some(({ columns }) => columns.resolution > 0);

function noteOf(join, counted, leftOut) {
  if (join === "shaped") return counted ? readings(counted) : "";
  if (!leftOut) return "";
  const number = formatCount(leftOut);
  return tn("{number} point at or below 0 is not drawn", "{number} points at or below 0 are not drawn", leftOut, { number });
}

function reductionOf(curves, counted) {
  const points = curves.reduce((sum, { columns }) => sum + columns.all.length / 2, 0);
  const reduced = curves.some(({ columns }) => columns.resolution > 0) && counted > points;
  if (!reduced) return "";
  const counts = { readings: formatCount(counted), points: formatCount(points) };
  return t("{readings} readings → {points} points", counts);
}
