/**
 * Fields of forms: a label, a control and a line for what is wrong. What is typed stays as it is
 * typed; `onInput` is given a value only where it is one.
 */

import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { say } from "./problems.js";

let count = 0;

/**
 * @typedef {{label: string, at?: string, hint?: string, wide?: boolean}} Told
 * @param {Told} told `at` is the place that the server names
 * @param {HTMLElement} control
 */
export function fieldOf({ label, at, hint, wide }, control) {
  const id = `field-${(count += 1)}`;
  const target = control.matches("input, select, textarea") ? control : control.querySelector("input, select, textarea");
  if (target) {
    target.id ||= id;
    target.setAttribute("aria-describedby", `${id}-note`);
  }
  return h(
    "div",
    { class: wide ? "field field-wide" : "field", "data-at": at },
    h("label", { for: target?.id ?? id, title: hint }, label),
    control,
    h("p", { class: "field-error", id: `${id}-note`, role: "alert", hidden: true }),
  );
}

/** @param {Told & {value?: string, placeholder?: string, list?: string, most?: number,
 *   onInput: (value: string) => void}} told */
export function textField({ value = "", placeholder, list, most, onInput, ...told }) {
  const input = h("input", {
    type: "text",
    placeholder,
    list,
    maxlength: most,
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => onInput(input.value),
  });
  input.value = value;
  return fieldOf(told, input);
}

/** @param {Told & {value?: string, rows?: number, onInput: (value: string) => void}} told */
export function longField({ value = "", rows = 4, onInput, ...told }) {
  const input = h("textarea", { rows, spellcheck: "true", oninput: () => onInput(input.value) });
  input.value = value;
  return fieldOf({ wide: true, ...told }, input);
}

/** A number; empty is `undefined`. @param {Told & {value?: number, placeholder?: string,
 *   whole?: boolean, onInput: (value: number | undefined) => void}} told */
export function numberField({ value, placeholder, whole = false, onInput, ...told }) {
  const input = h("input", {
    type: "text",
    inputmode: whole ? "numeric" : "decimal",
    placeholder,
    autocomplete: "off",
    oninput: () => {
      const number = numberOf(input.value, whole);
      const wrong = whole ? t("takes a whole number.") : t("takes a number.");
      say(box, Number.isNaN(number) ? wrong : "");
      if (!Number.isNaN(number)) onInput(number);
    },
  });
  input.value = value ?? "";
  const box = fieldOf(told, input);
  return box;
}

/** Undefined for nothing, NaN for what is no number. */
export function numberOf(text, whole = false) {
  const plain = text.trim().replace("−", "-");
  if (plain === "") return undefined;
  const number = Number(plain);
  return whole && !Number.isInteger(number) ? NaN : number;
}

/** @param {Told & {value?: string, choices: Array<[string, string]>, onInput: (value: string)
 *   => void}} told `choices` are values with what is shown */
export function choiceField({ value = "", choices, onInput, ...told }) {
  const select = h("select", { onchange: () => onInput(select.value) });
  const known = choices.some(([one]) => one === value) ? choices : [...choices, [value, value]];
  select.append(...known.map(([one, text]) => h("option", { value: one }, text)));
  select.value = value;
  return fieldOf(told, select);
}

/** @param {{label: string, at?: string, hint?: string, value?: boolean, onInput: (value: boolean)
 *   => void}} told */
export function switchField({ label, at, hint, value = false, onInput }) {
  const input = h("input", { type: "checkbox", onchange: () => onInput(input.checked) });
  input.checked = value;
  return h(
    "div",
    { class: "field-switch", "data-at": at, title: hint },
    h("label", {}, input, label),
    h("p", { class: "field-error", role: "alert", hidden: true }),
  );
}

/** Words with commas between them. @param {Told & {value?: string[], placeholder?: string,
 *   onInput: (value: string[]) => void}} told */
export const wordsField = ({ value = [], onInput, ...told }) =>
  textField({
    ...told,
    value: value.join(", "),
    onInput: (text) => onInput([...new Set(text.split(",").map((word) => word.trim()).filter(Boolean))]),
  });

/** @param {string} name of the icon @param {string} label @param {() => void} onclick */
export const toolButton = (name, label, onclick, more = {}) =>
  h(
    "button",
    { type: "button", class: "tool", title: label, "aria-label": label, onclick, ...more },
    icon(name),
  );

/** @param {string} name of the icon @param {string} text @param {() => void} onclick */
export const textButton = (name, text, onclick, more = {}) =>
  h("button", { type: "button", class: "button", onclick, ...more }, icon(name), h("span", {}, text));

/** A part of a form that is opened where it is needed. */
export function section(title, open, ...content) {
  return h(
    "details",
    { class: "form-section", open },
    h("summary", {}, title),
    h("div", { class: "form-grid" }, ...content),
  );
}
