/** One dashboard: a grid of panels, one request for their readings, one live stream. */

import { get } from "../api.js";
import { Board } from "../board.js";
import { wireBoardBar } from "../boardbar.js";
import { wireChrome } from "../chrome.js";
import { embedded, must } from "../dom.js";
import { tellWhenDrawn } from "../drawn.js";
import { EditSwitch } from "../editswitch.js";
import { extentOf } from "../extent.js";
import { fileNotice, goneNotice } from "../filenotice.js";
import { FullPanel } from "../fullpanel.js";
import { worded } from "../i18n.js";
import { wireKiosk } from "../kiosk.js";
import { versionsKey, wireMenuLinks } from "../menulinks.js";
import { watch, watchVersion } from "../newer.js";
import { startZone } from "../pagezone.js";
import { Panel } from "../panel.js";
import { wirePrint } from "../print.js";
import { keepSingled } from "../singled.js";
import { VariableBar } from "../variablebar.js";
import { zoneName } from "../zone.js";

const definition = embedded("definition");
startZone(definition.zone);
const variables = new VariableBar(definition, (panels) => {
  if (edit.isActive) board.retry();
  else show(panels);
});
let shown = definition.panels;
const everySeries = () => [...new Set(shown.flatMap((panel) => panel.series))];

/** @type {import("../board.js").Source} */
const source = {
  data: ({ start, end, width, panels }, signal) =>
    get(
      `/api/dashboards/${definition.slug}/data`,
      { start, end, width, panels: panels?.join(), tz: zoneName(), ...worded(), ...variables.asked },
      signal,
    ),
  extent: (signal) => extentOf(everySeries(), signal),
  selectors: (panel) => shown.find(({ id }) => id === panel.id).series,
};

/** The grid's places are set here: the content security policy allows no style in HTML. */
function place(element, { x, y, w, h }) {
  element.style.gridColumn = `${x + 1} / span ${w}`;
  element.style.gridRow = `${y + 1} / span ${h}`;
}

keepSingled();
const board = new Board({ source, range: definition });
const grid = must("#grid");

/** Panels that are the same but for their place are kept. */
function show(definitions, cursor = null) {
  const known = new Map(board.panels.map((panel) => [panel.id, panel]));
  const before = new Map(shown.map((one) => [one.id, sameness(one)]));
  const panels = definitions.map((one) => {
    const isSame = known.has(one.id) && before.get(one.id) === sameness(one);
    const panel = isSame ? known.get(one.id) : new Panel(one, board);
    place(panel.element, one);
    return panel;
  });
  const gone = board.panels.filter((panel) => !panels.includes(panel));
  for (const panel of gone) panel.dispose();
  shown = definitions;
  grid.append(...panels.map(({ element }) => element));
  if (panels.length || gone.length) board.show(panels, everySeries(), cursor);
  board.full.apply();
}

const sameness = ({ title, kind, unit, series }) => JSON.stringify([title, kind, unit, series]);

const bar = wireBoardBar(board);
board.onChange = bar.update;
board.variables = () => variables.variables;
board.full = new FullPanel(grid, board);
const { slug, version, may } = definition;
const edit = new EditSwitch({ slug, board, source, may });
wireChrome([...edit.keys, ...bar.keys, board.full.key, wireKiosk(), versionsKey()], { plots: true });
wireMenuLinks();
show(definition.panels, definition.cursor || null);
tellWhenDrawn(() => board.panels);
wirePrint(board, must(".bar-title").textContent);
// Whichever asks first after it was deleted.
board.onGone = () => {
  watch(false);
  board.stop();
  goneNotice();
};
watchVersion(slug, version, {
  onFile: fileNotice(slug),
  onNewer: (newest) => edit.newer(newest),
  onGone: board.onGone,
});
