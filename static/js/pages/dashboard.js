/** One dashboard: a grid of panels, one request for their readings, one live stream. */

import { get } from "../api.js";
import { Board } from "../board.js";
import { wireBoardBar } from "../boardbar.js";
import { wireChrome } from "../chrome.js";
import { embedded, must } from "../dom.js";
import { extentOf } from "../extent.js";
import { watchVersion } from "../newer.js";
import { Panel } from "../panel.js";

const definition = embedded("definition");
const everySeries = [...new Set(definition.panels.flatMap((panel) => panel.series))];

/** @type {import("../board.js").Source} */
const source = {
  data: ({ start, end, width, panels }, signal) =>
    get(
      `/api/dashboards/${definition.slug}/data`,
      { start, end, width, panels: panels?.join() },
      signal,
    ),
  extent: (signal) => extentOf(everySeries, signal),
  selectors: (panel) => definition.panels.find(({ id }) => id === panel.id).series,
};

/** The grid's places are set here: the content security policy allows no style in HTML. */
function place(element, { x, y, w, h }) {
  element.style.gridColumn = `${x + 1} / span ${w}`;
  element.style.gridRow = `${y + 1} / span ${h}`;
}

const board = new Board({ source, range: definition });
const grid = must("#grid");
const panels = definition.panels.map((one) => {
  const panel = new Panel(one, board);
  place(panel.element, one);
  grid.append(panel.element);
  return panel;
});
const bar = wireBoardBar(board);
board.onChange = bar.update;
wireChrome(bar.keys, { plots: true });
if (panels.length) board.show(panels, everySeries);
watchVersion(definition.slug, definition.version);
