/** What Explore shows as panels of a dashboard: of the one of last time, of another, of a new one. */

import { get } from "../api.js";
import { setText } from "../dom.js";
import { t } from "../i18n.js";
import { aggOf, unitOf } from "../plainpanel.js";
import { addPanels, makeWith, takeBack } from "./addpanels.js";
import { ask, note, noteAction, noteLink } from "./dialog.js";
import { choiceField, textField } from "./fields.js";
import { lastBoard, rememberBoard } from "./lastboard.js";

/** Aggregates that are drawn as bars, as in Explore. */
const BARS = new Set(["sum", "count", "delta"]);
const LONGEST_TITLE = 200;

/**
 * @typedef {{series: object[], names: Map<number, string>, agg: string, start: string,
 *   end: string}} Shown `names` are what the series are called, by id
 */

/**
 * The buttons; without the right to it there is one that leads to signing in and back to what is
 * shown.
 * @param {() => Promise<Shown>} shown
 * @returns {((what: Promise<Shown>) => Promise<void>) | null} adds with one click, null where nobody may
 */
export function wireAdd(shown) {
  const button = document.querySelector("#add");
  if (button?.matches("a")) button.addEventListener("click", () => (button.href = signInAddress()));
  if (!button || button.matches("a")) return null;
  const mayMake = "makes" in button.dataset;
  const label = () => {
    // It may be longer than there is room.
    button.title = labelOf(lastBoard(), mayMake);
    setText(button.querySelector("span:last-child"), button.title);
  };
  const run = async (act) => {
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      note(error.message);
    }
    button.disabled = false;
    label();
  };
  const add = (what) => run(async () => addNow(await what, mayMake, label));
  const other = document.querySelector("#add-other");
  button.addEventListener("click", () => add(shown()));
  other.addEventListener("click", () => run(async () => addElsewhere(await shown(), mayMake, label)));
  label();
  return add;
}

const signInAddress = () =>
  `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;

function labelOf(last, mayMake) {
  if (last) return t("Add to {title}", { title: last.title });
  return mayMake ? t("Add to a new dashboard") : t("Add to dashboard");
}

async function addNow(what, mayMake, label) {
  const panels = await panelsOf(what);
  const again = await addAgain(panels);
  if (again) tell(again, label);
  else if (mayMake) tell(await make(titleOf(panels), panels, what), label);
  else await addElsewhere(what, mayMake, label);
}

/** To the dashboard of last time; null when there is none any more. */
async function addAgain(panels) {
  const last = lastBoard();
  try {
    return last && (await addPanels(last.slug, panels));
  } catch (error) {
    if (error.status !== 404) throw error;
    rememberBoard(null);
    return null;
  }
}

/** A page shows "all" by itself; a dashboard begins with a range. */
const make = (title, panels, { start, end }) =>
  makeWith({ title, ...(start !== "all" && { start, end }) }, panels);

async function addElsewhere(what, mayMake, label) {
  const [{ dashboards }, panels] = await Promise.all([get("/api/dashboards"), panelsOf(what)]);
  const sorted = [...dashboards].sort((a, b) => a.title.localeCompare(b.title));
  // The one of last time has a button of its own.
  const other = sorted.find((one) => one.slug !== lastBoard()?.slug) ?? sorted[0];
  let [slug, title] = [other?.slug ?? "", titleOf(panels)];
  const name = textField({ at: "title", label: t("Title"), wide: true, value: title, most: LONGEST_TITLE, onInput: (value) => (title = value) });
  const show = (value) => {
    slug = value;
    name.hidden = Boolean(slug);
  };
  const choices = sorted.map((one) => [one.slug, named(one)]);
  if (mayMake) choices.push(["", t("A new dashboard")]);
  const done = await ask({
    title: t("Add to dashboard"),
    submit: t("Add"),
    fields: [choiceField({ at: "slug", label: t("Dashboard"), wide: true, value: slug, choices, onInput: show }), name],
    onSubmit: () => (slug ? addPanels(slug, panels) : make(title, panels, what)),
    onOpen: () => show(slug),
  });
  if (done) tell(done, label);
}

const named = ({ title, folder }) => (folder ? `${folder} / ${title}` : title);

/** Say what was done, with the way there and back. */
function tell(done, label) {
  const { slug, title, isNew } = done;
  const before = lastBoard();
  rememberBoard({ slug, title });
  const undo = async () => {
    try {
      await takeBack(done);
      if (isNew) rememberBoard(null);
      label();
      note(isNew ? t("The dashboard {title} is gone again.", { title }) : t("Taken out of {title} again.", { title }));
    } catch (error) {
      note(error.message);
    }
  };
  const sentence = isNew ? t("The new dashboard {title} shows it.", { title }) : t("Added to {title}.", { title });
  note(sentence, noteLink(t("Open"), `/d/${slug}/`, t("Open {title}", { title })), noteAction(t("Undo"), undo));
  if (before?.slug !== slug) label();
}

const titleOf = (panels) => [...new Set(panels.map(({ title }) => title))].join(", ").slice(0, LONGEST_TITLE);

/** One panel for each unit, as they are shown. */
async function panelsOf({ series, names, agg }) {
  const selectors = await Promise.all(series.map(selectorOf));
  const shownUnit = (one) => unitOf(one.unit, aggOf(one, agg));
  const units = [...new Set(series.map(shownUnit))];
  return units.map((unit) => {
    const members = series.map((one, at) => ({ one, at })).filter(({ one }) => shownUnit(one) === unit);
    const queries = members.map(({ at }) => ({ series: selectors[at], ...(agg && { agg }) }));
    const title = panelTitle(members.map(({ one }) => one), names);
    return { title, kind: BARS.has(agg) ? "bar" : "line", queries };
  });
}

function panelTitle(members, names) {
  const called = members.map(({ id, label, name }) => (members.length === 1 && names.get(id)) || label || name);
  return [...new Set(called)].slice(0, 3).join(", ").slice(0, LONGEST_TITLE);
}

/** Its key says what it is; where that names others too, its id does. */
async function selectorOf({ id, key }) {
  const { total } = await get("/api/matches", { series: key, first: 0 });
  return total === 1 ? key : String(id);
}
