/** All series: find any, choose one or several, see them together. */

import { post } from "../api.js";
import { Board } from "../board.js";
import { wireBoardBar } from "../boardbar.js";
import { searchKey, wireChrome } from "../chrome.js";
import { h, icon, must } from "../dom.js";
import { wireAdd } from "../edit/addto.js";
import { extentOf } from "../extent.js";
import { Finder } from "../finder.js";
import { t } from "../i18n.js";
import { Namesakes } from "../namesakes.js";
import { startZone } from "../pagezone.js";
import { Panel } from "../panel.js";
import { downloads } from "../panelmenu.js";
import { aggOf, columnsFor, panelsOf, unitOf } from "../plainpanel.js";
import { wirePrint } from "../print.js";
import { keepSingled } from "../singled.js";
import { onTokens } from "../tokens.js";
import { zoneName } from "../zone.js";

const NARROW = matchMedia("(max-width: 860px)");
const DEFAULT = { start: "now-1h", end: "now" };
const params = new URLSearchParams(location.search);
startZone();

/** The chosen series by id, in the order of choosing. */
const chosen = new Map();
const agg = must("#agg");
const input = must("#search");

/** @type {import("../board.js").Source} */
const source = {
  data: async ({ start, end, width }, signal) => {
    const folded = agg.value ? { agg: agg.value } : {};
    const queries = [...chosen.keys()].map((id) => ({ series: String(id), ...folded }));
    const columns = columnsFor(width, agg.value);
    const body = { start, end, width: columns, queries, tz: zoneName(), as_drawn: true };
    const answer = await post("/api/query", body, signal);
    return panelsOf(answer, agg.value);
  },
  extent: (signal) => extentOf([...chosen.keys()].map(String), signal),
  selectors: (panel) => panel.curves.map(({ id }) => String(id)),
};

keepSingled();
const board = new Board({ source, range: DEFAULT });
const namesakes = new Namesakes(tellNames);
const add = wireAdd(() => shown([...chosen.values()]));
const onAdd = add && ((series) => add(shown([series])));
const finder = new Finder({ input, onChoose: toggle, onFound: found, onAdd });

/** What is put into a dashboard. */
const shown = async (series) => {
  const names = await namesakes.told(series);
  return { series, names, agg: agg.value, ...board.range };
};

function toggle(series) {
  const added = !chosen.delete(series.id);
  if (added) chosen.set(series.id, series);
  changed();
  // On a phone the chart lies above the list.
  if (added && NARROW.matches) must(".view").scrollIntoView();
}

function changed() {
  const address = new URL(location.href);
  address.searchParams.delete("series");
  for (const id of chosen.keys()) address.searchParams.append("series", String(id));
  if (agg.value === "") address.searchParams.delete("agg");
  else address.searchParams.set("agg", agg.value);
  history.replaceState(history.state, "", address);
  show();
}

/** Chips and titles say what tells series from others of the same name. */
function tellNames() {
  const names = namesakes.of([...chosen.values()]);
  must("#chips").replaceChildren(...[...chosen.values()].map((one) => chip(one, names.get(one.id))));
  for (const { view, unit } of board.panels) view.rename(titleOf(unit, names), unit);
}

/** One panel for each unit, so that every curve has a scale that fits it. */
function show() {
  const units = [...new Set([...chosen.values()].map(shownUnit))];
  for (const panel of board.panels) panel.dispose();
  const panels = units.map((unit) => new Panel(panelOf(unit), board));
  must("#stack").replaceChildren(...panels.map(({ element }) => element));
  must("#tools").hidden = chosen.size === 0;
  must("#blank").hidden = chosen.size > 0;
  for (const control of ["#range", "#replay", "#live"]) must(control).hidden = chosen.size === 0;
  finder.mark(new Set(chosen.keys()));
  board.show(panels, [...chosen.keys()]);
  tellNames();
}

const shownUnit = (one) => unitOf(one.unit, aggOf(one, agg.value));

/** Its title comes with the names. */
const panelOf = (unit) => ({ id: unit || "plain", title: "", kind: "line", unit });

/** Of several series a legend says what tells them apart. */
function titleOf(unit, told) {
  const members = [...chosen.values()].filter((one) => shownUnit(one) === unit);
  if (members.length === 1) return told.get(members[0].id);
  const names = [...new Set(members.map(({ label, name }) => label || name))];
  return names.length > 3 ? t("{count} series", { count: names.length }) : names.join(", ");
}

function chip(series, name) {
  const close = h(
    "button",
    {
      type: "button",
      class: "tool",
      title: t("Remove"),
      "aria-label": t("Remove {name}", { name }),
      onclick: () => toggle(series),
    },
    icon("x"),
  );
  return h("li", { class: "chip", title: series.key }, h("a", { href: `/series/${series.id}/`, title: t("Facts, name and unit") }, name), close);
}

/** Nothing has ever been sent: say how. */
function found(total, search) {
  const nothing = total === 0 && search === "" && chosen.size === 0;
  must("#start").hidden = !nothing;
  if (nothing) must("#blank").hidden = true;
}

/** Series in the address may be selectors: their ids come from a query that asks for little. */
async function restore() {
  if ([...agg.options].some(({ value }) => value === params.get("agg")))
    agg.value = params.get("agg");
  const asked = params.getAll("series");
  if (!asked.length) return;
  try {
    const queries = asked.map((series) => ({ series, agg: "count" }));
    const range = { start: "now-1s", end: "now", width: 1 };
    const answer = await post("/api/query", { ...range, queries, as_drawn: true });
    for (const { points, ...series } of answer.series) chosen.set(series.id, series);
    show();
  } catch (error) {
    must("#blank p").textContent = error.message;
  }
}

for (const control of ["#range", "#replay", "#live"]) must(control).hidden = true;
const bar = wireBoardBar(board);
board.onChange = () => {
  bar.update();
  const series = [...chosen.keys()].map(String);
  const files = downloads(series, board.span());
  must("#files").replaceChildren(...files.map(({ label, icon: name, href }) =>
    h("a", { class: "menu-item", href, download: true }, icon(name), label),
  ));
};
wirePrint(board, t("Explore"));
agg.addEventListener("change", changed);
onTokens(() => finder.refresh());
wireChrome([searchKey(input), ...bar.keys], { plots: true });
input.value = params.get("search") ?? "";
finder.search();
restore();
