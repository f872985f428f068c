/** Questions on top of the page: a form whose problems stand at their fields, or a choice. */

import { h, must } from "../dom.js";
import { t } from "../i18n.js";
import { toolButton } from "./fields.js";
import { placed, show } from "./problems.js";

/**
 * A dialog; the promise is kept with what `close` is given, or undefined.
 * @param {string} title
 * @param {(close: (value?: any) => void) => Array<Node | string>} content
 * @param {{wide?: boolean}} [how]
 * @returns {Promise<any>}
 */
export function dialog(title, content, { wide = false } = {}) {
  return new Promise((resolve) => {
    let given;
    const close = (value) => {
      given = value;
      element.close();
    };
    const head = h(
      "header",
      {},
      h("h2", {}, title),
      toolButton("x", t("Close"), () => close()),
    );
    const element = h(
      "dialog",
      { class: wide ? "box box-wide" : "box", "aria-label": title },
      head,
      ...content(close),
    );
    element.addEventListener("close", () => {
      element.remove();
      resolve(given);
    });
    document.body.append(element);
    element.showModal();
    element.querySelector("[autofocus], input, select, textarea, .button-primary")?.focus();
  });
}

/**
 * A form that stays open until the server has taken it.
 * @param {{title: string, fields: HTMLElement[], submit: string, wide?: boolean,
 *   onSubmit: () => Promise<any>, onOpen?: () => void, more?: HTMLElement[]}} told `onSubmit`
 *   raises ApiError
 * @returns {Promise<any>} what it answered, undefined when the form was closed
 */
export function ask({ title, fields, submit, wide, onSubmit, onOpen = () => {}, more = [] }) {
  onOpen();
  return dialog(
    title,
    (close) => {
      const rest = h("p", { class: "field-error box-rest", role: "alert", hidden: true });
      const button = h("button", { type: "submit", class: "button button-primary" }, submit);
      const cancel = h("button", { type: "button", class: "button", onclick: () => close() }, t("Cancel"));
      const onsubmit = async (event) => {
        event.preventDefault();
        button.disabled = true;
        try {
          close(await onSubmit());
        } catch (error) {
          told(form, rest, error);
        }
        button.disabled = false;
      };
      const form = h(
        "form",
        { class: "box-form", novalidate: true, onsubmit },
        h("div", { class: "form-grid" }, ...fields),
        rest,
        h("div", { class: "box-buttons" }, ...more, cancel, button),
      );
      return [form];
    },
    { wide },
  );
}

/** What is wrong, at its field where it has one. */
function told(form, rest, error) {
  const taken = error.data?.code === "taken" && form.querySelector('[data-at="slug"]');
  const found = taken ? [{ at: "slug", reason: error.message }] : (error.data?.problems ?? []);
  const left = show(form, found.map(placed));
  const sentences = found.length ? left.map(({ at, reason }) => `${at} ${reason}`.trim()) : [error.message];
  rest.textContent = sentences.join(" ");
  rest.hidden = !sentences.length;
  form.querySelector('[aria-invalid="true"]')?.focus();
}

/**
 * @param {string} title
 * @param {string} text what will happen
 * @param {Array<{label: string, value: any, primary?: boolean, critical?: boolean}>} choices
 * @returns {Promise<any>} the value of the one that was chosen
 */
export const choose = (title, text, choices) =>
  dialog(title, (close) => [
    h("p", { class: "box-text" }, text),
    h(
      "div",
      { class: "box-buttons" },
      ...choices.map(({ label, value, primary, critical }) =>
        h(
          "button",
          {
            type: "button",
            class: `button${primary ? " button-primary" : ""}${critical ? " button-critical" : ""}`,
            onclick: () => close(value),
          },
          label,
        ),
      ),
    ),
  ]);

/** @returns {Promise<boolean>} */
export const confirm = async (title, text, label) =>
  (await choose(title, text, [
    { label: t("Cancel"), value: false },
    { label, value: true, critical: true },
  ])) === true;

/**
 * A line that goes by itself, for what was done elsewhere on the page. One that something can be
 * done about stays longer, and while the pointer or the focus is in it.
 * @param {string} text @param {...HTMLElement} actions
 */
export function note(text, ...actions) {
  const shown = must("#note", noteHolder());
  shown.replaceChildren(h("span", {}, text), ...actions);
  shown.hidden = false;
  clearTimeout(hiding);
  const hide = () => {
    if (shown.matches(":hover, :focus-within")) hiding = setTimeout(hide, NOTE);
    else shown.hidden = true;
  };
  hiding = setTimeout(hide, actions.length ? NOTE_TO_ACT : NOTE);
}

/** @param {string} text @param {string} href @param {string} name for those who hear it alone */
export const noteLink = (text, href, name) => h("a", { href, "aria-label": name }, text);

/** @param {string} text @param {() => void} onclick */
export const noteAction = (text, onclick) => h("button", { type: "button", onclick }, text);

const NOTE = 5000;
const NOTE_TO_ACT = 15_000;
let hiding;
let holder;

function noteHolder() {
  holder ??= document.body.appendChild(
    h("div", {}, h("div", { id: "note", class: "note", role: "status", hidden: true })),
  );
  return holder;
}
