/** The editor of one panel: the real panel, drawn live, and its form beside it. */

import { h, must, setText } from "../dom.js";
import { t } from "../i18n.js";
import { panelChanged, panelOf } from "./draft.js";
import { textButton, toolButton } from "./fields.js";
import { PanelForm } from "./panelform.js";
import { ofSentence, placed, show } from "./problems.js";

export class PanelEditor {
  #session;
  #offered;
  #form = null;
  #onClose;
  #title = h("h2", {});
  #holder = h("div", { class: "preview-holder" });
  #fields = h("div", { class: "panel-fields" });
  #drawn = "";
  /** @type {import("../panel.js").Panel | null} */
  #panel = null;
  #own = false;

  /**
   * @param {import("./session.js").Session} session
   * @param {{kinds: object[], aggregates: string[]}} offered
   * @param {() => void} onClose
   */
  constructor(session, offered, onClose) {
    this.#session = session;
    this.#offered = offered;
    this.#onClose = onClose;
    /** Which panel is edited; null for none. @type {string | null} */
    this.key = null;
    this.element = h(
      "section",
      { class: "panel-editor", "aria-label": t("Panel"), hidden: true },
      h("div", { class: "preview" }, this.#holder),
      h(
        "div",
        { class: "panel-side" },
        h(
          "header",
          { class: "panel-side-head" },
          toolButton("chevron-left", t("Back to the dashboard"), onClose),
          this.#title,
          textButton("check", t("Done"), onClose),
        ),
        this.#fields,
      ),
    );
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (event.target.closest("[popover]:popover-open")) return;
    event.preventDefault();
    this.#onClose();
  }

  /** @param {string} key of the panel @param {import("../panel.js").Panel} panel */
  open(key, panel) {
    this.key = key;
    this.hold(panel);
    this.element.hidden = false;
    this.#panel = panel;
    this.#draw();
    const definition = panelOf(this.#session.draft, key);
    if (definition.title || definition.queries[0]?.series) must("input", this.#form.element).focus();
    else this.#form.focusQuery(0);
  }

  close() {
    this.key = null;
    this.element.hidden = true;
    this.#fields.replaceChildren();
    this.#form = this.#panel = null;
  }

  /** Show this panel. @param {import("../panel.js").Panel} panel */
  hold(panel) {
    this.#holder.replaceChildren(panel.element);
  }

  /** This panel draws other curves. @param {import("../panel.js").Panel} panel */
  shows(panel) {
    this.#panel = panel;
    if (this.#form) this.#form.curves = panel.curves;
  }

  #draw() {
    const definition = panelOf(this.#session.draft, this.key);
    this.#form = new PanelForm(definition, this.#offered, {
      onChange: (fields, part) => this.#changed(fields, part),
      variables: () => this.#session.draft.variables.filter(({ name }) => name),
    });
    this.#fields.replaceChildren(this.#form.element);
    if (this.#panel) this.#form.curves = this.#panel.curves;
    this.update();
  }

  #changed(fields, part) {
    const { key } = this;
    this.#own = true;
    this.#session.change((draft) => panelChanged(draft, key, fields), part && `${key} ${part}`);
    this.#own = false;
  }

  /** The draft has changed: by this form, or by undoing. */
  update() {
    const definition = panelOf(this.#session.draft, this.key);
    setText(this.#title, definition.title || t("New panel"));
    if (!this.#own && this.#form.panel !== definition && !same(this.#form.panel, definition))
      this.#draw();
    this.tell();
  }

  /** What drawing says is wrong, "" for nothing; whether that is said at a field.
   * @param {string} sentence */
  drawn(sentence) {
    this.#drawn = sentence;
    return this.tell();
  }

  /** Say at each field what is wrong with it; whether drawing's sentence has one. */
  tell() {
    if (!this.#form) return false;
    const at = this.#session.draft.panels.findIndex(({ key }) => key === this.key);
    const saved = this.#session.keeper.problems.map(placed).filter(({ panel }) => panel === at);
    const selectors = this.#session.draft.panels[at]?.queries.map(({ series }) => series);
    const drawn = this.#drawn ? [ofSentence(this.#drawn, selectors)] : [];
    const rest = show(this.#form.element, [...drawn, ...saved]);
    return drawn.length > 0 && !rest.includes(drawn[0]);
  }
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
