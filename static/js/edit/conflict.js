/** Somebody else has published a newer version: keep mine, take theirs, or choose part by part. */

import { get } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { dialog } from "./dialog.js";
import { differences, merged } from "./differences.js";
import { definitionOf, opened } from "./draft.js";

/** @param {import("./session.js").Session} session */
export async function seeBoth(session) {
  const { newest, version, slug } = session;
  const theirs = await get(`/api/dashboards/${slug}/draft`).then(({ published }) => published);
  const base = await get(`/api/dashboards/${slug}/versions/${version}`).catch(() => theirs);
  const mine = definitionOf(session.draft);
  const found = differences(mine, whole(theirs), whole(withIds(base, theirs)));
  const chosen = await dialog(
    t("Yours and the newest version"),
    (close) => content(found, newest.author, close),
    { wide: true },
  );
  if (!chosen) return;
  session.change(() => opened(merged(mine, chosen)));
  session.rebase();
}

/** With what the API leaves out because it is as always. */
const whole = (definition) => definitionOf(opened(definition));

/** Kept versions have no ids: a panel is the one of its title. */
function withIds(base, theirs) {
  const ids = new Map((theirs.panels ?? []).map(({ id, title }) => [title, id]));
  const panels = (base.panels ?? []).map((panel) => ({ id: ids.get(panel.title), ...panel }));
  return { ...base, panels };
}

function content(found, author, close) {
  const rows = found.map((difference, at) => row(difference, at, author));
  const take = () => close(rows.map(({ chosen }, at) => ({ difference: found[at], takes: chosen() })));
  const some = found.length
    ? h("table", { class: "both" }, headOf(author), h("tbody", {}, ...rows.map(({ element }) => element)))
    : h("p", { class: "box-text" }, t("Both say the same."));
  return [
    some,
    h(
      "div",
      { class: "box-buttons" },
      h("button", { type: "button", class: "button", onclick: () => close() }, t("Cancel")),
      h("button", { type: "button", class: "button button-primary", onclick: take }, t("Go on with these")),
    ),
  ];
}

/** As the settings call them. */
const PARTS = {
  title: () => t("Title"),
  description: () => t("Description"),
  folder: () => t("Folder"),
  tags: () => t("Tags"),
  start: () => t("Range from"),
  end: () => t("Range to"),
  zone: () => t("Time zone"),
  variables: () => t("Variables"),
};

const headOf = (author) =>
  h(
    "thead",
    {},
    h(
      "tr",
      {},
      h("th", { scope: "col" }, t("What differs")),
      h("th", { scope: "col" }, t("Yours")),
      h("th", { scope: "col" }, author || t("The newest")),
    ),
  );

function row(difference, at, author) {
  const { panel, mineChanged } = difference;
  const part = panel ? difference.part : (PARTS[difference.part]?.() ?? difference.part);
  let takes = mineChanged ? "mine" : "theirs";
  const choice = (one, label) => {
    const input = h("input", {
      type: "radio",
      name: `difference-${at}`,
      checked: takes === one,
      "aria-label": `${part}: ${label}`,
      onchange: () => (takes = one),
    });
    return h("td", { "data-side": label }, h("label", {}, input, h("span", {}, shown(difference[one], panel))));
  };
  const name = panel ? t("Panel {title}", { title: part }) : part;
  const element = h(
    "tr",
    {},
    h("th", { scope: "row" }, name),
    choice("mine", t("Yours")),
    choice("theirs", author || t("The newest")),
  );
  return { element, chosen: () => takes };
}

function shown(value, panel) {
  if (value === undefined) return t("not there");
  if (!panel) return [value].flat().map((one) => one.name ?? one).join(", ") || t("empty");
  const series = value.queries.map(({ series: one, formula }) => one ?? formula).join(", ");
  const place = `${value.w} × ${value.h}`;
  return [value.title, value.kind, place, series].filter(Boolean).join(" · ");
}
