/** Names for single values, such as 0 Off and 1 On. */

import { t } from "../i18n.js";
import { cell, rowsField } from "./rows.js";

/** @param {{label: string, at: string, value?: Record<string, string>, onInput: (value:
 *   Record<string, string> | undefined) => void}} told */
export const valueNamesField = ({ label, at, value = {}, onInput }) =>
  rowsField({
    label,
    at,
    add: t("Name of a value"),
    rows: Object.entries(value).map(([one, name]) => ({ one, name })),
    make: () => ({ one: "", name: "" }),
    cells: (row, put) => [
      cell(t("Value"), row.one, (one) => put({ one }), { inputmode: "decimal", class: "cell-number" }),
      cell(t("Name"), row.name, (name) => put({ name })),
    ],
    onInput: (rows) => {
      const named = rows.filter(({ one }) => one.trim() !== "");
      onInput(named.length ? Object.fromEntries(named.map(({ one, name }) => [one.trim(), name])) : undefined);
    },
  });
