/** All kinds of charts: each section is a board with a range of its own. */

import { post } from "../api.js";
import { Board } from "../board.js";
import { byRow } from "../bycolumn.js";
import { wireChrome } from "../chrome.js";
import { embedded, h, must } from "../dom.js";
import { extentOf } from "../extent.js";
import { HeldRange } from "../heldrange.js";
import { Panel } from "../panel.js";
import { onTokens } from "../tokens.js";

const FIELDS = ["kind", "title", "unit", "queries", "options"];

/** @param {{title: string, start: string, end: string, panels: object[]}} section */
function show(section) {
  const series = [...new Set(section.panels.flatMap((one) => one.series))];
  const board = new Board({
    source: sourceOf(section.panels, series),
    range: { start: section.start, end: section.end },
    keep: (range, onChange) => new HeldRange(range, onChange),
  });
  const panels = section.panels.map((one) => new Panel(one, board));
  const figures = panels.map((panel, at) => figureOf(panel, section.panels[at]));
  must("#sections").append(
    h("section", {}, h("h2", {}, section.title), h("div", { class: "grid" }, ...figures)),
  );
  onTokens(() => board.refresh());
  board.show(panels, series);
}

/** @returns {import("../board.js").Source} */
function sourceOf(panels, series) {
  return {
    data: async ({ start, end, width, panels: ids }, signal) => {
      const asked = ids ? panels.filter(({ id }) => ids.includes(id)) : panels;
      const body = { start, end, width, panels: asked.map(definitionOf), by_column: true };
      const answer = byRow(await post("/api/draw", body, signal));
      // They come back in the order of asking, numbered from 0.
      return { ...answer, panels: answer.panels.map((one, at) => ({ ...one, id: asked[at].id })) };
    },
    extent: (signal) => extentOf(series, signal),
    selectors: (panel) => panels.find(({ id }) => id === panel.id).series,
  };
}

const definitionOf = (panel) => Object.fromEntries(FIELDS.map((name) => [name, panel[name]]));

/** A panel, the name of its kind and what it is for. */
function figureOf(panel, { kind, about, w, h: high }) {
  const figure = h("figure", {}, panel.element, h("figcaption", { title: about }, h("code", {}, kind), about));
  figure.style.gridColumn = `span ${w}`;
  figure.style.gridRow = `span ${high}`;
  return figure;
}

for (const section of embedded("definition")) show(section);
wireChrome([], { plots: true });
