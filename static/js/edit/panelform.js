/** The form of one panel: kind, title, queries and options. Every change is told at once. */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { textField } from "./fields.js";
import { kindField } from "./kindfield.js";
import { describe } from "../kinds.js";
import { optionsForm } from "./optionsform.js";
import { CurveColours } from "./curvecolours.js";
import { addButtons, queryForm } from "./queryform.js";

export class PanelForm {
  #on;
  #offered;
  #queries = h("div", { class: "form-part" });
  #options = h("div", { class: "form-part" });
  #colours;
  /** As they are drawn. @type {import("../timeplot.js").Curve[]} */
  #curves = [];

  /**
   * @param {import("./draft.js").PanelDraft} panel
   * @param {{kinds: object[], aggregates: string[]}} offered by the server
   * @param {{onChange: (fields: object, part: string) => void, variables: () => object[]}} on
   */
  constructor(panel, offered, on) {
    this.panel = panel;
    this.#offered = offered;
    this.#on = on;
    this.#colours = new CurveColours({
      panel: () => this.panel,
      variables: on.variables,
      onChange: (at, fields, part) => this.#changeQuery(at, fields, part),
    });
    this.element = h(
      "form",
      { class: "panel-form", onsubmit: (event) => event.preventDefault(), novalidate: true },
      h("p", { class: "outcome outcome-bad form-rest", role: "alert", hidden: true }),
      h("div", { class: "form-part" }, this.#kind(), this.#names()),
      this.#queries,
      this.#options,
    );
    this.#drawQueries();
    this.#drawOptions();
  }

  /** @param {import("../timeplot.js").Curve[]} curves that the panel draws now */
  set curves(curves) {
    this.#curves = curves;
    this.#colours.show(this.#kindOf(this.panel.kind).colored === false ? [] : curves);
  }

  get #variables() {
    return this.#on.variables().map(({ name }) => name);
  }

  #put(fields, part) {
    this.panel = { ...this.panel, ...fields };
    this.#on.onChange(fields, part);
  }

  #kind() {
    const onInput = (kind) => {
      // An option that only the kind before knew would be refused.
      this.#put({ kind, options: this.#withoutOwn(this.panel) }, "kind");
      this.#drawOptions();
    };
    const field = kindField({ value: this.panel.kind, kinds: this.#offered.kinds, onInput });
    field.dataset.at = "kind";
    return field;
  }

  #withoutOwn({ kind, options }) {
    const own = new Set(this.#kindOf(kind).options.map(({ name }) => name));
    return Object.fromEntries(Object.entries(options).filter(([name]) => !own.has(name)));
  }

  #kindOf(name) {
    return this.#offered.kinds.find((one) => one.name === name) ?? { name, options: [] };
  }

  #names() {
    const field = (name) => ({
      at: name,
      value: this.panel[name],
      onInput: (value) => this.#put({ [name]: value }, name),
    });
    return h(
      "div",
      { class: "form-grid" },
      textField({ ...field("title"), label: t("Title"), most: 200 }),
      textField({
        ...field("unit"),
        label: t("Unit"),
        list: "units",
        most: 40,
        placeholder: t("that of the series"),
      }),
    );
  }

  #drawQueries() {
    const forms = this.panel.queries.map((query, at) =>
      queryForm(query, at, {
        aggregates: this.#offered.aggregates,
        variables: () => this.#variables,
        onChange: (fields, part) => this.#changeQuery(at, fields, part),
        onRemove: () => this.#setQueries(this.panel.queries.filter((_, other) => other !== at)),
        onCopy: () => this.#setQueries([...this.panel.queries, { ...query, name: undefined }]),
      }),
    );
    this.#queries.replaceChildren(...forms, addButtons((query) => this.#add(query)));
  }

  #changeQuery(at, fields, part) {
    const queries = this.panel.queries.map((query, other) =>
      other === at ? said({ ...query, ...fields }) : query,
    );
    this.#put({ queries }, part);
    if ("hidden" in fields) this.#drawQueries();
  }

  #add(query) {
    this.#setQueries([...this.panel.queries, query]);
    this.focusQuery(this.panel.queries.length - 1);
  }

  #setQueries(queries) {
    this.#put({ queries: queries.map(said) }, "");
    this.#drawQueries();
  }

  focusQuery(at) {
    this.#queries.querySelector(`[data-query="${at}"] input`)?.focus();
  }

  #drawOptions() {
    const kind = this.#kindOf(this.panel.kind);
    const forms = optionsForm(this.panel.options, {
      kind,
      title: describe(kind).title,
      variables: this.#variables,
      onChange: (name, value) =>
        this.#put({ options: said({ ...this.panel.options, [name]: value }) }, `options.${name}`),
    });
    this.#options.replaceChildren(this.#colours.element, ...forms);
    this.curves = this.#curves;
  }
}

/** Without what is undefined: that is how a field is taken out. */
const said = (fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
