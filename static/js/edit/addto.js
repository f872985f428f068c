/** What Explore shows as panels of a dashboard, one that is there or a new one. */

import { get, post } from "../api.js";
import { t } from "../i18n.js";
import { h, icon } from "../dom.js";
import { aggOf, unitOf } from "../plainpanel.js";
import { ask, note } from "./dialog.js";
import { choiceField, textField } from "./fields.js";
import { lastBoard, rememberBoard } from "./lastboard.js";

/** Aggregates that are drawn as bars, as in Explore. */
const BARS = new Set(["sum", "count", "delta"]);

/**
 * The button; without the right to it, it leads to signing in and back to what is shown.
 * @param {() => {series: object[], agg: string, start: string, end: string}} shown
 */
export function wireAdd(shown) {
  const button = document.querySelector("#add");
  if (!button) return;
  button.addEventListener("click", () => {
    if (button.matches("a")) button.href = signInAddress();
    else addTo(shown()).catch((error) => note(error.message));
  });
  if (!button.matches("a")) wireAgain(button, shown);
}

/** The dashboard of last time takes it with one click. */
function wireAgain(button, shown) {
  const last = lastBoard();
  if (!last) return;
  const name = t("Add to {title}", { title: last.title });
  const onclick = () => addAgain(last, shown()).catch((error) => note(error.message));
  const again = h("button", { type: "button", class: "button add-again", title: name, onclick }, icon("plus"), h("span", {}, name));
  button.before(again);
}

async function addAgain({ slug }, what) {
  const { dashboards } = await get("/api/dashboards");
  if (dashboards.some((one) => one.slug === slug)) {
    location.assign(addressOf(slug, await panelsOf(what.series, what.agg)));
    return;
  }
  // It was deleted meanwhile.
  rememberBoard(null);
  document.querySelector(".add-again").remove();
  await addTo(what);
}

const signInAddress = () =>
  `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;

async function addTo({ series, agg, start, end }) {
  const [{ dashboards }, panels] = await Promise.all([get("/api/dashboards"), panelsOf(series, agg)]);
  let [slug, title] = [dashboards[0]?.slug ?? "", panels[0].title];
  const name = textField({ at: "title", label: t("Title"), wide: true, value: title, most: 200, onInput: (value) => (title = value) });
  const show = (value) => {
    slug = value;
    name.hidden = Boolean(slug);
  };
  const sorted = [...dashboards].sort((a, b) => a.title.localeCompare(b.title));
  const choices = [...sorted.map((one) => [one.slug, named(one)]), ["", t("A new dashboard")]];
  const address = await ask({
    title: t("Add to dashboard"),
    submit: t("Add"),
    fields: [choiceField({ at: "slug", label: t("Dashboard"), wide: true, value: slug, choices, onInput: show }), name],
    onSubmit: async () => {
      const there = dashboards.find((one) => one.slug === slug);
      if (!there) return made(title, panels, { start, end });
      rememberBoard(there);
      return addressOf(slug, panels);
    },
    onOpen: () => show(slug),
  });
  if (address) location.assign(address);
}

const named = ({ title, folder }) => (folder ? `${folder} / ${title}` : title);

/** Editing takes what stands in the address into its draft. */
const addressOf = (slug, panels) => `/d/${slug}/?edit&add=${encodeURIComponent(JSON.stringify(panels))}`;

async function made(title, panels, range) {
  const placed = panels.map((panel, at) => ({ ...panel, x: 0, y: 6 * at, w: 12, h: 6 }));
  const all = range.start === "all" ? {} : range;
  const { slug } = await post("/api/dashboards", { title, ...all, panels: placed });
  rememberBoard({ slug, title });
  return `/d/${slug}/?edit`;
}

/** One panel for each unit, as they are shown. */
async function panelsOf(series, agg) {
  const selectors = await Promise.all(series.map(selectorOf));
  const shownUnit = (one) => unitOf(one.unit, aggOf(one, agg));
  const units = [...new Set(series.map(shownUnit))];
  return units.map((unit) => {
    const members = series.map((one, at) => ({ one, at })).filter(({ one }) => shownUnit(one) === unit);
    const names = [...new Set(members.map(({ one }) => one.label || one.name))];
    const queries = members.map(({ at }) => ({ series: selectors[at], ...(agg && { agg }) }));
    return { title: names.slice(0, 3).join(", "), kind: BARS.has(agg) ? "bar" : "line", queries };
  });
}

/** Its key says what it is; where that names others too, its id does. */
async function selectorOf({ id, key }) {
  const { total } = await get("/api/matches", { series: key, first: 0 });
  return total === 1 ? key : String(id);
}
