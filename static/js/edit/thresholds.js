/** The thresholds of a panel: from which value on what is the state. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { numberOf } from "./fields.js";
import { cell, rowsField } from "./rows.js";

const STATES = [
  ["ok", () => t("Good")],
  ["warning", () => t("Warning")],
  ["critical", () => t("Critical")],
];

/** @param {{at: string, value?: object[], onInput: (value: object[] | undefined) => void}} told */
export const thresholdsField = ({ at, value = [], onInput }) =>
  rowsField({
    label: t("Thresholds"),
    at,
    add: t("Threshold"),
    rows: value,
    make: () => ({ value: 0, state: "warning" }),
    cells: (row, put) => [
      cell(t("Value"), row.value, (text) => put({ value: numberOf(text) ?? 0 }), {
        inputmode: "decimal",
        class: "cell-number",
      }),
      stateSelect(row.state, (state) => put({ state })),
      cell(t("Label"), row.label, (label) => put({ label: label || undefined })),
    ],
    onInput: (rows) => onInput(rows.length ? rows : undefined),
  });

function stateSelect(value, onInput) {
  const select = h("select", { "aria-label": t("State"), onchange: () => onInput(select.value) });
  select.append(...STATES.map(([name, text]) => h("option", { value: name }, text())));
  select.value = value;
  return select;
}
