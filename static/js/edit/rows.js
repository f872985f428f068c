/** A list of small rows in a form, each with a button that takes it away. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { textButton, toolButton } from "./fields.js";

/**
 * @template T
 * @param {{label: string, at: string, add: string, rows: T[], make: () => T, cells: (row: T, put:
 *   (fields: Partial<T>) => void) => HTMLElement[], onInput: (rows: T[]) => void}} told
 */
export function rowsField({ label, at, add, rows, make, cells, onInput }) {
  let now = [...rows];
  const list = h("ul", { class: "form-rows" });
  const tell = (changed) => {
    now = changed;
    onInput(now);
  };
  const draw = () => {
    list.replaceChildren(...now.map((row, place) => rowOf(row, place)));
  };
  const rowOf = (row, place) => {
    const put = (fields) =>
      tell(now.map((one, at) => (at === place ? { ...one, ...fields } : one)));
    const remove = () => {
      tell(now.filter((_, at) => at !== place));
      draw();
      button.focus();
    };
    return h("li", {}, ...cells(row, put), toolButton("x", t("Remove"), remove));
  };
  const button = textButton("plus", add, () => {
    tell([...now, make()]);
    draw();
    list.lastElementChild.querySelector("input, select")?.focus();
  });
  draw();
  return h(
    "div",
    { class: "field field-wide", "data-at": at, role: "group", "aria-label": label },
    list,
    button,
    h("p", { class: "field-error", role: "alert", hidden: true }),
  );
}

/** One control of a row, named for those who cannot see what stands above it. */
export function cell(label, value, onInput, more = {}) {
  const input = h("input", {
    type: "text",
    "aria-label": label,
    placeholder: label,
    autocomplete: "off",
    ...more,
    oninput: () => onInput(input.value),
  });
  input.value = value ?? "";
  return input;
}
