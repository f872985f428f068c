/** The variables of a dashboard: names for what a viewer chooses. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { choiceField, switchField, textButton, textField, toolButton, wordsField } from "./fields.js";
import { selectorField } from "./selectorfield.js";

/**
 * @param {{value: object[], onInput: (variables: object[]) => void}} told
 * @returns {HTMLElement}
 */
export function variablesField({ value, onInput }) {
  let now = [...value];
  const list = h("div", { class: "variable-list" });
  const tell = (changed) => onInput((now = changed));
  const draw = () => list.replaceChildren(...now.map((_, at) => form(at)));
  const form = (at) =>
    variableForm(now[at], at, {
      above: () => now.slice(0, at).map(({ name }) => name),
      onChange: (fields) => tell(now.map((one, other) => (other === at ? said({ ...one, ...fields }) : one))),
      onDraw: draw,
      onRemove: () => {
        tell(now.filter((_, other) => other !== at));
        draw();
      },
    });
  const add = textButton("plus", t("Variable"), () => {
    tell([...now, { name: "", series: "", tag: "" }]);
    draw();
    list.lastElementChild.querySelector("input").focus();
  });
  draw();
  return h(
    "div",
    { class: "field field-wide", "data-at": "variables" },
    h("span", { class: "field-name" }, t("Variables, as $name in titles, selectors and text")),
    list,
    add,
    h("p", { class: "field-error", role: "alert", hidden: true }),
  );
}

function variableForm(variable, at, on) {
  const place = `variables[${at}]`;
  const put = (name) => (value) =>
    on.onChange({ [name]: value === "" || value === false ? undefined : value });
  const field = (name) => ({ at: `${place}.${name}`, value: variable[name], onInput: put(name) });
  const isList = variable.values !== undefined;
  const swap = (kind) => {
    on.onChange(kind === "list" ? { values: [], series: undefined, tag: undefined } : { values: undefined, series: "", tag: "" });
    on.onDraw();
  };
  return h(
    "fieldset",
    { class: "query", "data-at": place },
    h(
      "legend",
      {},
      h("span", { class: "query-title" }, variable.name ? `$${variable.name}` : t("New variable")),
      toolButton("trash-2", t("Remove"), on.onRemove),
    ),
    h("p", { class: "field-error", role: "alert", hidden: true }),
    h(
      "div",
      { class: "form-grid" },
      textField({ ...field("name"), label: t("Name"), placeholder: "host" }),
      textField({ ...field("label"), label: t("Label") }),
      choiceField({ label: t("Values"), value: isList ? "list" : "tag", choices: [["tag", t("of a tag")], ["list", t("a list")]], onInput: swap }),
      ...(isList
        ? [wordsField({ ...field("values"), label: t("List"), placeholder: "a, b, c" })]
        : [
            textField({ ...field("tag"), label: t("Tag"), placeholder: "host" }),
            selectorField({ label: t("Of these series"), at: `${place}.series`, value: variable.series ?? "", variables: on.above, onInput: put("series") }),
          ]),
      switchField({ ...field("multi"), label: t("Several at once") }),
      switchField({ ...field("all"), label: t("Offer all") }),
      wordsField({ ...field("default"), label: t("Chosen at first"), onInput: (words) => put("default")(words.length ? words : undefined) }),
    ),
  );
}

const said = (fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
