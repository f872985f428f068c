/** The options of a panel: those that its kind has of its own, then those that all share. */

import { t } from "../i18n.js";
import { inLanguage } from "../sentences.js";
import {
  choiceField,
  longField,
  numberField,
  section,
  switchField,
  textField,
} from "./fields.js";
import { thresholdsField } from "./thresholds.js";
import { valueNamesField } from "./valuenames.js";

/**
 * @param {object} options
 * @param {{kind: {name: string, options: object[]}, title: string, variables: string[],
 *   onChange: (name: string, value: any) => void}} on `title` is that of the kind; undefined takes
 *   an option out
 * @returns {HTMLElement[]}
 */
export function optionsForm(options, { kind, title, variables, onChange }) {
  const field = (name) => ({
    at: `options.${name}`,
    value: options[name],
    onInput: (value) => onChange(name, value === "" || value === false ? undefined : value),
  });
  const own = kind.options.map((option) => ownField(option, field(option.name)));
  return [
    own.length && section(title, true, ...own),
    section(t("Axis"), has(options, AXIS), ...axisFields(field)),
    section(t("Display"), has(options, DISPLAY), ...displayFields(field)),
    section(t("Thresholds"), has(options, ["thresholds"]), ...thresholdFields(field)),
    section(t("Right axis"), has(options, ["right"]), ...rightFields(options.right ?? {}, onChange)),
    section(t("Description and repetition"), has(options, ABOUT), ...aboutFields(field, variables)),
  ].filter(Boolean);
}

const AXIS = ["min", "max", "decimals", "log"];
const DISPLAY = ["legend", "nulls", "labels", "stack", "step"];
const ABOUT = ["description", "repeat"];
const has = (options, names) => names.some((name) => options[name] !== undefined);

const axisFields = (field) => [
  numberField({ ...field("min"), label: t("From"), placeholder: t("by the values") }),
  numberField({ ...field("max"), label: t("To"), placeholder: t("by the values") }),
  numberField({ ...field("decimals"), label: t("Decimals"), whole: true }),
  switchField({ ...field("log"), label: t("Logarithmic") }),
];

function displayFields(field) {
  const labels = field("labels");
  const chosen = new Set(labels.value ?? []);
  const label = (name, text) =>
    switchField({
      label: text,
      at: labels.at,
      value: chosen.has(name),
      onInput: (yes) => {
        if (yes) chosen.add(name);
        else chosen.delete(name);
        labels.onInput(chosen.size ? ["min", "max", "last"].filter((one) => chosen.has(one)) : undefined);
      },
    });
  return [
    choiceField({ ...field("legend"), label: t("Legend"), choices: [["", t("By the room")], ["table", t("Table")], ["list", t("List")], ["none", t("None")]] }),
    choiceField({ ...field("nulls"), label: t("Where nothing came"), choices: [["", t("A gap")], ["connect", t("Connected")], ["zero", t("Zero")]] }),
    switchField({ ...field("stack"), label: t("Stacked") }),
    switchField({ ...field("step"), label: t("In steps") }),
    label("min", t("Mark the lowest")),
    label("max", t("Mark the highest")),
    label("last", t("Mark the last")),
  ];
}

const thresholdFields = (field) => [
  thresholdsField(field("thresholds")),
  choiceField({ ...field("threshold_style"), label: t("Drawn as"), choices: [["", t("Lines")], ["band", t("Bands")], ["both", t("Lines and bands")]] }),
];

function rightFields(right, onChange) {
  let now = { ...right };
  const put = (name) => (value) => {
    now = { ...now, [name]: value === "" || value === false ? undefined : value };
    const some = Object.values(now).some((one) => one !== undefined);
    onChange("right", some ? now : undefined);
  };
  const field = (name) => ({ at: `options.right.${name}`, value: now[name], onInput: put(name) });
  return [
    numberField({ ...field("min"), label: t("From"), placeholder: t("by the values") }),
    numberField({ ...field("max"), label: t("To"), placeholder: t("by the values") }),
    textField({ ...field("unit"), label: t("Unit"), list: "units" }),
    switchField({ ...field("log"), label: t("Logarithmic") }),
  ];
}

function aboutFields(field, variables) {
  const names = variables.map((name) => [name, `$${name}`]);
  return [
    longField({ ...field("description"), label: t("Description, as Markdown"), rows: 3 }),
    choiceField({ ...field("repeat"), label: t("Repeat for each"), choices: [["", t("Not at all")], ...names] }),
    choiceField({ ...field("repeat_direction"), label: t("Repeat"), choices: [["", t("Across")], ["down", t("Down")]] }),
  ];
}

/** As the kind says that it asks for it: a new kind's options need no form. */
function ownField({ name, takes, type, default: usual, ...asks }, field) {
  const told = { ...field, label: captionOf(name), hint: takes && inLanguage(takes), placeholder: usual === null ? "" : String(usual) };
  if (type === "whole") return numberField({ ...told, whole: true });
  if (type === "one_of") return choiceField({ ...told, choices: asks.names.map((one) => [one, one]), value: field.value ?? usual });
  if (type === "text") return longField({ ...told, rows: 10 });
  if (type === "zone") return textField({ ...told, list: "zones" });
  if (type === "value_names") return valueNamesField(told);
  return jsonField(told);
}

/** An option whose form nobody knows is written as it is stored. */
function jsonField({ onInput, value, hint, ...told }) {
  return textField({
    ...told,
    wide: true,
    hint,
    placeholder: hint,
    value: value === undefined ? "" : JSON.stringify(value),
    onInput: (text) => onInput(readJson(text)),
  });
}

function readJson(text) {
  try {
    return text.trim() ? JSON.parse(text) : undefined;
  } catch {
    // The server says what it takes instead.
    return text;
  }
}

const captionOf = (name) => {
  const words = name.replaceAll("_", " ");
  return t(words.charAt(0).toUpperCase() + words.slice(1));
};
