/** Building the page's elements. Text is always set as text, never as HTML. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] `class`, `on…` listeners, `data-…`/`aria-…` and plain
 *   attributes; true sets an empty attribute, false and undefined none
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child || child === ""));
  return element;
}

/** An icon of the vendored set; it says nothing to a screen reader, its button does. */
export const icon = (name) => h("span", { class: `icon icon-${name}`, "aria-hidden": "true" });

/** Set text only where it differs, so that an unchanged line costs no layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @returns {HTMLElement} the one element, or an error that names what is missing */
export function must(selector, root = document) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}

/** The data that the template left for the page's module. */
export const embedded = (id) => JSON.parse(must(`#${id}`).textContent);

/**
 * @template {any[]} A
 * @param {(...given: A) => void} call
 * @param {number} ms of quiet before it is called
 * @returns {(...given: A) => void}
 */
export function debounce(call, ms) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), ms);
  };
}
