/** What the columns of an uploaded file stand for: shown as guessed, and read back as changed. */

import { h, must, setText } from "./dom.js";
import { t } from "./i18n.js";

/** Rows of the file: what is in them is told by few. */
const SHOWN = 6;

const tagsText = (tags) =>
  Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");

/** Tags as people type them: `room=lab, floor=2`. @param {string} text */
export function tagsOf(text) {
  const pairs = text.split(",").map((pair) => pair.trim()).filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

export class UploadForm {
  constructor() {
    /** @type {{box: HTMLInputElement, name: HTMLInputElement, tags: HTMLInputElement, unit: HTMLInputElement, column: string}[]} */
    this.rows = [];
    /** @type {HTMLInputElement[]} */
    this.tags = [];
    must("#time-format").addEventListener("change", () => this.#toggle());
    must("#long-series").addEventListener("change", () => this.#toggle());
    must("#mapping").addEventListener("change", ({ target }) => {
      if (target.name === "shape") this.#toggle();
    });
    must("#time-column").addEventListener("change", () => this.#toggle());
    const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
    must("#zones").replaceChildren(...["UTC", ...zones].map((value) => h("option", { value })));
  }

  /** @param {{columns: {name: string, kind: string}[], rows: string[][], mapping: any}} preview */
  show({ columns, rows, mapping }) {
    const names = columns.map(({ name }) => name);
    must("#rows").replaceChildren(
      h("thead", {}, h("tr", {}, ...names.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, ...rows.slice(0, SHOWN).map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell))))),
    );
    choose(must("#time-column"), names, mapping.time.column);
    this.#showTable(mapping.table);
    must("#time-format").value = mapping.time.format;
    must("#time-zone").value = mapping.time.zone;
    this.#showWide(columns, mapping);
    this.#showLong(names, mapping);
    must(`[name="shape"][value="${mapping.long ? "long" : "wide"}"]`).checked = true;
    this.#toggle();
  }

  /** How CSV is written: what separates its cells is seen in the rows above. */
  #showTable(table) {
    this.table = table;
    must("#decimal-field").hidden = !table || table.separator === ",";
    must("#decimal").value = table?.decimal ?? ".";
    const told = { ",": t("commas"), ";": t("semicolons"), "\t": t("tabs"), "|": t("bars") };
    const encoding = table?.encoding === "windows-1252" ? ["Windows-1252"] : [];
    const signs = table ? [t("Separated by {signs}", { signs: told[table.separator] })] : [];
    setText(must("#separated"), [...signs, ...encoding].join(" · "));
  }

  #showWide(columns, mapping) {
    const chosen = new Map((mapping.series ?? []).map((one) => [one.column, one]));
    this.rows = columns.map(({ name: column, kind }) => {
      const one = chosen.get(column) ?? { name: column, tags: {}, unit: "" };
      const text = (value, label) =>
        h("input", { type: "text", value, "aria-label": `${column}: ${label}`, autocomplete: "off", spellcheck: "false" });
      const box = h("input", { type: "checkbox" });
      box.checked = mapping.series ? chosen.has(column) : kind === "number";
      const row = { column, box, name: text(one.name, t("Name")), tags: text(tagsText(one.tags), t("Tags")), unit: text(one.unit, t("Unit")) };
      row.name.placeholder = column;
      row.tags.placeholder = "room=lab";
      row.unit.placeholder = "°C";
      row.unit.maxLength = 40;
      box.addEventListener("change", () => this.#toggle());
      return row;
    });
    must("#wide-rows").replaceChildren(
      ...this.rows.map(({ column, box, name, tags, unit }) =>
        h(
          "tr",
          { "data-column": column },
          h("td", {}, h("label", { class: "form-check" }, box, column)),
          ...[name, tags, unit].map((input) => h("td", {}, input)),
        ),
      ),
    );
  }

  #showLong(names, mapping) {
    const { series = "", value = names.at(-1), tags = [], unit = "" } = mapping.long ?? {};
    choose(must("#long-series"), names, series, t("all rows are of one series"));
    choose(must("#long-value"), names, value);
    must("#long-unit").value = unit;
    this.tags = names.map((name) => {
      const box = h("input", { type: "checkbox", value: name });
      box.checked = tags.includes(name);
      return box;
    });
    must("#long-tags").replaceChildren(
      ...this.tags.map((box) => h("label", { class: "form-check" }, box, box.value)),
    );
  }

  #toggle() {
    const isLong = this.#isLong;
    must("#wide").hidden = isLong;
    must("#long").hidden = !isLong;
    must("#own-format").hidden = must("#time-format").value !== "";
    must("#long-name-field").hidden = must("#long-series").value !== "";
    const time = must("#time-column").value;
    for (const { column, box, name, tags, unit } of this.rows) {
      box.disabled = column === time;
      for (const input of [name, tags, unit]) input.disabled = box.disabled || !box.checked;
    }
  }

  get #isLong() {
    return must('[name="shape"][value="long"]').checked;
  }

  /** What the server is asked to read: the form of `POST /api/imports/ID/start`. */
  get mapping() {
    const format = must("#time-format").value || must("#time-pattern").value;
    const column = must("#time-column").value;
    const time = { column, format, zone: must("#time-zone").value.trim() };
    const table = this.table && { ...this.table, decimal: must("#decimal").value };
    const given = table ? { time, table } : { time };
    return this.#isLong ? { ...given, long: this.#long } : { ...given, series: this.#series };
  }

  get #series() {
    return this.rows
      .filter(({ box }) => box.checked && !box.disabled)
      .map(({ column, name, tags, unit }) => ({
        column,
        name: name.value.trim() || column,
        tags: tagsOf(tags.value),
        unit: unit.value.trim(),
      }));
  }

  get #long() {
    const series = must("#long-series").value;
    const value = must("#long-value").value;
    const used = new Set([series, value, must("#time-column").value]);
    const tags = this.tags.filter(({ checked, value: name }) => checked && !used.has(name));
    return {
      value,
      series,
      name: series ? "" : must("#long-name").value.trim(),
      tags: tags.map((box) => box.value),
      unit: must("#long-unit").value.trim(),
    };
  }
}

function choose(select, names, value, none) {
  const options = none === undefined ? names : [["", none], ...names];
  select.replaceChildren(
    ...options.map((one) => {
      const [key, label] = Array.isArray(one) ? one : [one, one];
      return h("option", { value: key }, label);
    }),
  );
  select.value = value;
}
