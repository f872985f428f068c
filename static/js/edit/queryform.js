/** One query of a panel: its series or formula in sight, the rest a click away. */

import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import {
  choiceField,
  numberField,
  section,
  switchField,
  textField,
  toolButton,
  wordsField,
} from "./fields.js";
import { selectorField } from "./selectorfield.js";

/** Names by which formulas refer to queries that have none of their own. */
export const nameOf = (query, at) => query.name || String.fromCharCode(65 + (at % 26));

const AGGREGATES = {
  m4: () => t("all readings"),
  mean: () => t("mean"),
  min: () => t("lowest"),
  max: () => t("highest"),
  sum: () => t("sum"),
  count: () => t("count"),
  first: () => t("first"),
  last: () => t("last"),
  delta: () => t("increase"),
  rate: () => t("rate per second"),
};

/**
 * @param {object} query
 * @param {number} place in the panel
 * @param {{onChange: (fields: object, part: string) => void, onRemove: () => void,
 *   onCopy: () => void, aggregates: string[], variables: () => string[]}} on `onChange` is given
 *   the fields that changed; what is undefined is taken out
 */
export function queryForm(query, place, on) {
  const at = `queries[${place}]`;
  const put = (name) => (value) =>
    on.onChange({ [name]: value === "" || value === false ? undefined : value }, `${at}.${name}`);
  const field = (name) => ({ at: `${at}.${name}`, value: query[name], onInput: put(name) });
  const isFormula = query.formula !== undefined;
  return h(
    "fieldset",
    { class: "query", "data-query": place },
    headOf(query, place, on, put),
    isFormula ? formulaField(field) : seriesField(query, at, on, put),
    h("div", { class: "form-grid" }, textField({ ...field("label"), wide: true, label: t("Label"), placeholder: t("By itself, or such as Core {core}") })),
    section(t("More"), isShaped(query), ...moreFields(query, field, on, isFormula)),
  );
}

function headOf(query, place, on, put) {
  const name = nameOf(query, place);
  const hidden = toolButton(
    query.hidden ? "eye-off" : "eye",
    query.hidden ? t("Draw it") : t("Do not draw it, for formulas alone"),
    () => put("hidden")(!query.hidden),
    { "aria-pressed": String(Boolean(query.hidden)) },
  );
  return h(
    "legend",
    {},
    h("span", { class: "query-name" }, name),
    h("span", { class: "query-title" }, query.formula === undefined ? t("Series") : t("Formula")),
    hidden,
    toolButton("copy", t("Duplicate {name}", { name }), on.onCopy),
    toolButton("trash-2", t("Remove {name}", { name }), on.onRemove),
  );
}

function seriesField(query, at, on, put) {
  const onInput = put("series");
  return selectorField({
    label: t("Series"),
    at: `${at}.series`,
    value: String(query.series ?? ""),
    variables: on.variables,
    onInput: (value) => onInput(value || ""),
  });
}

const formulaField = (field) =>
  textField({
    ...field("formula"),
    wide: true,
    label: t("Formula"),
    placeholder: "A / B * 100",
    hint: t("+ - * / ^ ( ), abs min max sqrt log round, moving_mean(A, 10m), difference(A), cumulative_sum(A), rate(A)"),
  });

function moreFields(query, field, on, isFormula) {
  const words = on.aggregates.map((name) => [name, AGGREGATES[name]?.() ?? name]);
  return [
    !isFormula && choiceField({ ...field("agg"), label: t("Show"), choices: [["", t("By the kind")], ...words] }),
    !isFormula && textField({ ...field("step"), label: t("Column at least"), placeholder: "1h" }),
    !isFormula && choiceField({ ...field("combine"), label: t("Combine"), choices: [["", t("Each by itself")], ["sum", t("sum")], ["mean", t("mean")], ["min", t("lowest")], ["max", t("highest")], ["count", t("count")]] }),
    !isFormula && wordsField({ ...field("by"), label: t("One for each"), placeholder: "host", onInput: (tags) => field("by").onInput(tags.length ? tags : undefined) }),
    shiftField(field),
    choiceField({ ...field("axis"), label: t("Axis"), choices: [["", t("Left")], ["right", t("Right")]] }),
    textField({ ...field("unit"), label: t("Unit"), list: "units" }),
    numberField({ ...field("decimals"), label: t("Decimals"), whole: true }),
    textField({ ...field("name"), label: t("Name in formulas") }),
    switchField({ ...field("band"), label: t("Band from lowest to highest") }),
  ].filter(Boolean);
}

const shiftField = (field) =>
  choiceField({
    ...field("shift"),
    label: t("Compare"),
    choices: [["", t("No")], ["1h", t("The hour before")], ["1d", t("The previous day")], ["7d", t("The previous week")], ["28d", t("Four weeks before")], ["365d", t("The previous year")]],
  });

/** Whether more is said of it than series and label. */
const isShaped = (query) =>
  Object.keys(query).some((name) => !["series", "formula", "label", "hidden", "color", "colors"].includes(name));

/** The buttons that add a query. */
export const addButtons = (onAdd) =>
  h(
    "div",
    { class: "form-buttons" },
    h("button", { type: "button", class: "button", onclick: () => onAdd({ series: "" }) }, icon("plus"), t("Series")),
    h("button", { type: "button", class: "button", onclick: () => onAdd({ formula: "" }) }, icon("plus"), t("Formula")),
  );
