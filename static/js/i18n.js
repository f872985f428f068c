/**
 * Texts in the reader's language. Source texts are English and are their own keys; `{name}` in
 * one is filled in. Every text that a person reads goes through `t` or `tn`.
 */

/** @type {Record<string, string | string[]>} */
let catalogue = {};
/** @type {(count: number) => number} */
let pluralOf = (count) => (count === 1 ? 0 : 1);
/** @type {Record<string, string>} */
let said = {};

/** The page's language, for `Intl`. */
export const language = () => globalThis.document?.documentElement.lang || "en";

/** For requests whose answers have texts of the demo: English is what comes unasked. */
export const worded = () => (language() === "en" ? {} : { lang: language() });

/**
 * Take another language.
 * @param {typeof catalogue} texts
 * @param {typeof pluralOf} [plural]
 * @param {typeof said} [sentences] what the server says in English
 */
export function speak(texts, plural, sentences = {}) {
  catalogue = texts;
  if (plural) pluralOf = plural;
  said = sentences;
}

/** The server's sentences with their translations. */
export const saidByServer = () => said;

/**
 * @param {string} text
 * @param {Record<string, string | number>} [values]
 */
export function t(text, values) {
  const found = catalogue[text] ?? text;
  return filled(Array.isArray(found) ? found[0] : found, values);
}

/** A text that `t` is given elsewhere. @param {string} text */
export const marked = (text) => text;

/**
 * By number: `tn("{count} series", "{count} series", count)`.
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Record<string, string | number>} [values]
 */
export function tn(one, many, count, values) {
  const forms = [catalogue[one] ?? [one, many]].flat();
  const form = forms[Math.min(pluralOf(count), forms.length - 1)];
  return filled(form, { count, ...values });
}

export const filled = (text, values = {}) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
