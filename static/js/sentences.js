/**
 * Sentences of the server in the language of the page. The API speaks English to every program;
 * those that a person meets on a page came with the page's texts, with what is filled in. Others
 * stay as they are. `timeseries/sentences.py` does the same for what the server writes into pages,
 * and says what the names of places mean.
 */

import { filled, saidByServer } from "./i18n.js";

const PLACE = /\\\{(\w+)\\\}/g;
/** Sentences within sentences are looked for so deep. */
const DEEPEST = 5;

let known;
/** @type {{translation: string, pattern: RegExp}[]} what is said most precisely first */
let patterns = [];

const held = (_, name) => `(?<${name}>${name.startsWith("word") ? "[^\\s:]" : "."}+?)`;

function compile(sentences) {
  known = sentences;
  const made = Object.entries(sentences).map(([text, translation]) => {
    const escaped = text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    const precision = escaped.replace(PLACE, "").length;
    return { translation, precision, pattern: new RegExp(`^${escaped.replace(PLACE, held)}$`) };
  });
  patterns = made.sort((one, other) => other.precision - one.precision);
}

/** One sentence, or several in lines of their own. @param {string} text @returns {string} */
export function inLanguage(text) {
  const sentences = saidByServer();
  if (sentences !== known) compile(sentences);
  if (!patterns.length) return text;
  return text
    .split("\n")
    .map((line) => said(line, DEEPEST) ?? line)
    .join("\n");
}

function said(text, depth) {
  if (!depth) return null;
  for (const { translation, pattern } of patterns) {
    const found = pattern.exec(text);
    const values = found && within(found.groups ?? {}, depth - 1);
    if (values) return filled(translation, values);
  }
  return null;
}

/** What is filled in, translated where it is said by the server; null where it had to be. */
function within(groups, depth) {
  const values = { ...groups };
  for (const [name, value] of Object.entries(groups)) {
    if (!/^(reason|clause)/.test(name)) continue;
    const translated = said(value, depth) ?? stopped(value, depth);
    if (translated === null && name.startsWith("clause")) return null;
    values[name] = translated ?? value;
  }
  return values;
}

/** Of a sentence that has lost its full stop. */
function stopped(text, depth) {
  const found = text.endsWith(".") ? null : said(`${text}.`, depth);
  return found?.replace(/[.。]$/, "") ?? null;
}
