/**
 * Live curves in somebody's own page: fills what the template tag `live_chart` has left. All
 * charts of a page share their range, a crosshair and one stream.
 */

import { post } from "../api.js";
import { Board } from "../board.js";
import { extentOf } from "../extent.js";
import { Panel } from "../panel.js";
import { panelsOf } from "../plainpanel.js";

const charts = [...document.querySelectorAll(".live-chart")].map((element, id) => ({
  element,
  id,
  title: element.dataset.title,
  series: JSON.parse(element.dataset.series),
}));
const everySeries = [...new Set(charts.flatMap(({ series }) => series))];

/** The chart of each query, in the order in which they are asked. */
const asked = charts.flatMap((chart) => chart.series.map((series) => ({ chart, series })));

/** What an answer has for one chart: one panel, whatever its units are. */
function panelOf({ id }, answer) {
  const own = answer.series.filter(({ query }) => asked[query].chart.id === id);
  const unit = own[0]?.unit ?? "";
  const { panels } = panelsOf({ ...answer, series: own.map((one) => ({ ...one, unit })) }, "m4");
  return { unit, join: "points", option: {}, series: [], ...panels[0], id };
}

/** @type {import("../board.js").Source} */
const source = {
  data: async ({ start, end, width }, signal) => {
    const queries = asked.map(({ series }) => ({ series }));
    const answer = await post("/api/query", { start, end, width, queries }, signal);
    return { ...answer, panels: charts.map((chart) => panelOf(chart, answer)) };
  },
  extent: (signal) => extentOf(everySeries, signal),
  selectors: (panel) => charts.find(({ id }) => id === panel.id).series,
};

if (charts.length) {
  const range = { start: charts[0].element.dataset.start, end: "now" };
  const board = new Board({ source, range });
  const panels = charts.map(({ element, id, title }) => {
    const panel = new Panel({ id, title, kind: "line", unit: "" }, board);
    element.append(panel.element);
    return panel;
  });
  board.show(panels, everySeries);
}
