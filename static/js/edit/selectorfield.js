/** A selector of series: completed while typing, with what it matches below. */

import { get, isAbort } from "../api.js";
import { debounce, h, setText } from "../dom.js";
import { formatCount } from "../format.js";
import { t } from "../i18n.js";
import { Combo } from "./combo.js";
import { fieldOf } from "./fields.js";

const TYPING = 250;
const FIRST = 3;
/** Before a value that is one of several. */
const LISTED = /=\s*\((?:\s*"(?:[^"\\]|\\.)*"\s*,)*\s*"?$/;

/**
 * @param {{label: string, at: string, value: string, variables?: () => string[],
 *   onInput: (value: string) => void}} told `variables` are names that may stand in it
 */
export function selectorField({ label, at, value, variables = () => [], onInput }) {
  const found = h("p", { class: "matches", role: "status" });
  const look = matcher(found);
  const combo = new Combo({
    value,
    placeholder: t("Name or selector, such as cpu{host=\"a*\"}"),
    suggest: (text, signal) => suggested(text, variables(), signal),
    complete,
    onInput: (text) => {
      onInput(text);
      look(text);
    },
  });
  if (value) look(value);
  const field = fieldOf({ label, at, wide: true }, combo.element);
  field.append(found);
  return field;
}

/** What is put in for an option, so that a selector grows by choosing alone. */
export function complete(option, part, rest) {
  if (part === "tag") return { text: `${option.insert}="`, goOn: true };
  const quoted = rest.startsWith('"') ? "" : '"';
  // Another value may follow, or the end of the list.
  if (part === "listed") return { text: option.insert + quoted, goOn: false };
  if (part !== "value") return { text: option.insert, goOn: false };
  return { text: option.insert + quoted + (rest.includes("}") || !quoted ? "" : "}"), goOn: false };
}

/** Variables are known here, all else to the server. */
async function suggested(text, variables, signal) {
  const typed = /\$\{?(\w*)$/.exec(text);
  if (typed) {
    const fitting = variables.filter((name) => name.startsWith(typed[1]));
    const options = fitting.map((name) => ({ text: `$${name}`, insert: `$${name}` }));
    return { part: "variable", start: typed.index, options };
  }
  const { part, start, options } = await get("/api/suggest", { text }, signal);
  const notes = options.map(({ series, ...option }) => ({ ...option, note: noteOf(part, series) }));
  const isListed = part === "value" && LISTED.test(text.slice(0, start));
  return { part: isListed ? "listed" : part, start, options: notes };
}

const noteOf = (part, series) => (part === "name" && series === 1 ? "" : formatCount(series));

function matcher(line) {
  let asking = null;
  return debounce(async (text) => {
    asking?.abort();
    asking = new AbortController();
    if (!text.trim()) {
      setText(line, "");
      return;
    }
    try {
      // Any value of a variable: which is chosen is not said here.
      const series = text.replace(/\$\{\w+\}|\$\w+/g, "*");
      const asked = /^\d+$/.test(series) ? null : { series, first: FIRST };
      const answer = asked && (await get("/api/matches", asked, asking.signal));
      setText(line, answer ? matchText(answer) : "");
      line.title = answer ? answer.series.map(({ key }) => key).join("\n") : "";
    } catch (error) {
      // What is wrong with it is said by the drawing, at the field.
      if (!isAbort(error)) setText(line, "");
    }
  }, TYPING);
}

function matchText({ total, series }) {
  if (!total) return t("No series matches yet");
  const names = series.map(({ label, key }) => label || key).join(", ");
  const counted = t("{count} series", { count: formatCount(total) });
  return total > series.length ? `${counted}: ${names} …` : `${counted}: ${names}`;
}
