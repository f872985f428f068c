/**
 * What the server says is wrong, at the field that it belongs to. It names places such as
 * `panels[2].queries` with a sentence about `queries[0].step` in it.
 *
 * @typedef {{panel: number | null, at: string, reason: string}} Placed `panel` is its place in the
 *   list, `at` the field in it, "" for the panel as a whole
 */

import { inLanguage } from "../sentences.js";

const PANEL = /^panels\[(\d+)\](?:\.(.*))?$/s;
const INNER = /\s+in ((?:queries|options|variables)[\w.[\]]*?)\.?$/s;
const NUMBERED = /^takes in \[(\d+)\] /s;
const SENTENCE = /^((?:queries|options)(?:\[\d+\])?(?:\.\w+)*)(?::)? ((?:takes|is|has) .*)$/s;
/** What stands in it is the selector and what is wrong with it. */
const SELECTOR = /^series takes .*?, and not ('.*)$/s;

/** @param {{at: string, reason: string}} problem @returns {Placed} */
export function placed({ at, reason }) {
  const match = PANEL.exec(at);
  const field = match ? (match[2] ?? "") : at;
  return { panel: match ? Number(match[1]) : null, ...said(narrowed(field, reason)) };
}

/**
 * What an error of drawing one panel says.
 * @param {string} sentence
 * @param {Array<string | undefined>} [selectors] of its queries: it may be about one of them
 * @returns {Placed}
 */
export function ofSentence(sentence, selectors = []) {
  const refused = SELECTOR.exec(sentence)?.[1];
  const query = selectors.findIndex((one) => one && refused?.startsWith(`'${one}': `));
  const match = query < 0 && SENTENCE.exec(sentence);
  if (match) return { panel: null, ...said(narrowed(match[1], match[2])) };
  return { panel: null, ...said({ at: query < 0 ? "" : `queries[${query}].series`, reason: sentence }) };
}

const said = ({ at, reason }) => ({ at, reason: inLanguage(reason) });

function narrowed(at, reason) {
  const inner = INNER.exec(reason);
  if (inner) return { at: inner[1], reason: `${reason.slice(0, inner.index)}.` };
  const numbered = NUMBERED.exec(reason);
  if (numbered) {
    const name = at === "queries" ? `queries[${numbered[1]}].series` : `${at}[${numbered[1]}]`;
    return { at: name, reason: `takes ${reason.slice(numbered[0].length)}` };
  }
  return { at, reason };
}

/**
 * Say each at its field, and return those that have none.
 * @param {HTMLElement} root whose fields carry `data-at`
 * @param {Placed[]} problems
 */
export function show(root, problems) {
  const boxes = [...root.querySelectorAll("[data-at]")];
  const said = new Map();
  const rest = [];
  for (const one of problems) {
    const box = closest(boxes, one.at);
    if (!box) rest.push(one);
    else if (!said.has(box)) said.set(box, one.reason);
  }
  for (const box of boxes) say(box, said.get(box) ?? "");
  return rest;
}

/** The field of this place, or of what it is a part of. */
function closest(boxes, at) {
  for (let place = at; place; place = place.replace(/(\.?\w+|\[\d+\])$/, "")) {
    const found = boxes.find((box) => box.dataset.at === place);
    if (found) return found;
  }
  return null;
}

/** @param {HTMLElement} box with an error line @param {string} reason "" for none */
export function say(box, reason) {
  const line = box.querySelector(".field-error");
  if (!line || line.textContent === reason) return;
  line.textContent = reason;
  line.hidden = !reason;
  const control = box.querySelector("input, textarea, select, [role=combobox]");
  if (reason) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
}
