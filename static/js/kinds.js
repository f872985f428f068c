/** What the chart kinds are called, what each is for, and its picture. */

import { t } from "./i18n.js";

const KINDS = {
  line: ["chart-spline", () => t("Line"), () => t("Lines over time")],
  area: ["chart-area", () => t("Area"), () => t("Filled lines from zero, also stacked")],
  bar: ["chart-column", () => t("Bars"), () => t("Amounts, counts and means of stretches of time")],
  stat: ["hash", () => t("Figure"), () => t("The newest value, large, with its change")],
  gauge: ["gauge", () => t("Gauge"), () => t("The newest value on an arc")],
  table: ["table-2", () => t("Table"), () => t("Last, lowest, mean and highest of each series")],
  top: ["chart-bar-decreasing", () => t("Top list"), () => t("The series with the highest figures")],
  states: ["chart-gantt", () => t("States"), () => t("Whether something is on, or in which state")],
  histogram: ["chart-column-big", () => t("Histogram"), () => t("How many readings of which size")],
  density: ["layers", () => t("Density"), () => t("A histogram over time")],
  heatmap: ["grid-3x3", () => t("Heatmap"), () => t("The hours of the day against the days")],
  calendar: ["calendar-days", () => t("Calendar"), () => t("A cell for each day")],
  candlestick: ["chart-candlestick", () => t("Candlestick"), () => t("First, highest, lowest and last")],
  scatter: ["chart-scatter", () => t("Scatter"), () => t("One series against another")],
  text: ["text", () => t("Text"), () => t("Words beside the curves, as Markdown")],
};

/** In the order in which they are offered; those of one's own come last. */
const ORDER = Object.keys(KINDS);

/**
 * @param {{name: string, about?: string}} kind as the server offers it
 * @returns {{name: string, icon: string, title: string, about: string}}
 */
export function describe({ name, about = "" }) {
  const known = Object.hasOwn(KINDS, name) ? KINDS[name] : null;
  if (known) return { name, icon: known[0], title: known[1](), about: known[2]() };
  return { name, icon: "chart-line", title: name, about };
}

/** @param {Array<{name: string}>} kinds */
export const sorted = (kinds) => [...kinds].sort((a, b) => rank(a) - rank(b));

const rank = ({ name }) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
