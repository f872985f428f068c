/** A dashboard that is edited: its panels drawn from the draft, each change drawn at once. */

import { url } from "../api.js";
import { debounce, h, must } from "../dom.js";
import { t } from "../i18n.js";
import { Panel } from "../panel.js";
import {
  added,
  arranged,
  duplicated,
  panelDefinition,
  panelOf,
  removed,
  stepped,
} from "./draft.js";
import { DraftSource } from "./draftsource.js";
import { toolButton } from "./fields.js";
import { choiceLists } from "./choicelists.js";
import { EditGrid } from "./grid.js";
import { PanelEditor } from "./paneleditor.js";

/** Letters that follow each other soon are drawn together, in ms. */
const TYPING = 250;

export class BoardEdit {
  #session;
  #board;
  #panels = new Map();
  #drawn = "";
  #source;
  #live = h("p", { class: "unseen", role: "status" });

  /**
   * @param {import("./session.js").Session} session
   * @param {{board: import("../board.js").Board, source: import("../board.js").Source,
   *   panels: Panel[], offered: {kinds: object[], aggregates: string[]}}} page `panels` are those
   *   that are drawn already
   */
  constructor(session, { board, source, panels, offered }) {
    this.#session = session;
    this.#board = board;
    this.#source = new DraftSource(session, () => this.#shown, (key, drawn) => this.#told(key, drawn));
    this.#source.replace(source);
    board.menu = (panel) => this.#menu(panel.id);
    this.#adopt(panels);
    const grid = must("#grid");
    this.#grid = new EditGrid(grid, {
      onArrange: (places) => session.change((draft) => arranged(draft, places)),
      onKey: (event, key) => this.#key(event, key),
      say: (text) => this.#say(text),
    });
    this.editor = new PanelEditor(session, offered, () => this.close());
    const keys = t("Arrow keys move the panel, with Shift they change its size. Enter edits it, Delete removes it.");
    grid.before(h("p", { class: "unseen", id: "edit-keys" }, keys), this.#live);
    grid.after(this.editor.element, choiceLists(offered));
    session.listen((changed) => (changed ? this.#changed() : this.editor.tell()));
    this.#show();
  }

  #grid;

  /** Panels that are there already go on: nothing is drawn anew. */
  #adopt(panels) {
    const wanted = new Map(this.#session.draft.panels.map((one) => [one.id, one]));
    for (const panel of panels) {
      const definition = wanted.get(panel.id);
      // One that is repeated is edited once.
      wanted.delete(panel.id);
      if (definition?.kind === panel.kind) this.#enter(definition, panel);
      else panel.dispose();
    }
  }

  #enter(definition, panel) {
    panel.id = definition.key;
    panel.element.dataset.panelId = definition.key;
    const edit = toolButton("pencil", t("Edit this panel"), () => this.open(definition.key), {
      "data-edit-panel": "",
    });
    must(".menu-holder", panel.element).before(edit);
    panel.onTake = () => definition.key === this.editor?.key && this.editor.shows(panel);
    this.#panels.set(definition.key, panel);
  }

  #changed() {
    const { key } = this.editor;
    if (key && !panelOf(this.#session.draft, key)) this.close();
    this.#show();
    if (this.editor.key) this.editor.update();
  }

  /** The panels and their places as the draft has them. */
  #show() {
    const { panels } = this.#session.draft;
    const wanted = new Set(panels.map(({ key }) => key));
    for (const [key, panel] of this.#panels) if (!wanted.has(key)) this.#forget(key, panel);
    for (const definition of panels) this.#update(definition);
    this.#grid.show(
      panels.map((panel) => ({ panel, element: this.#panels.get(panel.key).element })),
    );
    must("#blank").hidden = panels.length > 0;
    this.#drawSoon();
  }

  #update(definition) {
    const { key, kind } = definition;
    const before = this.#panels.get(key);
    if (before?.kind !== kind) this.#replace(definition, before);
    const { view } = this.#panels.get(key);
    // A title with variables is filled in with the answer.
    if (!definition.title.includes("$")) view.rename(definition.title, definition.unit);
  }

  /** The server has drawn it, or could not: whether a field says so. */
  #told(key, { error, title }) {
    this.#panels.get(key)?.view.rename(title, panelOf(this.#session.draft, key)?.unit ?? "");
    return key === this.editor.key && this.editor.drawn(error);
  }

  #replace(definition, before) {
    const panel = new Panel({ ...definition, id: definition.key }, this.#board);
    this.#enter(definition, panel);
    if (!before) return;
    before.element.replaceWith(panel.element);
    before.dispose();
  }

  #forget(key, panel) {
    panel.dispose();
    this.#panels.delete(key);
  }

  /** Those that are seen: all, or the one that is edited. */
  get #shown() {
    const { panels } = this.#session.draft;
    const { key } = this.editor;
    return key ? panels.filter((panel) => panel.key === key) : panels;
  }

  #drawSoon = debounce(() => this.#draw(), TYPING);

  #draw() {
    const shown = this.#shown;
    const { start, end, zone, variables } = this.#session.draft;
    const wanted = JSON.stringify([shown.map(drawnOf), start, end, zone, variables]);
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    this.#follow();
  }

  #follow() {
    const panels = this.#shown.map(({ key }) => this.#panels.get(key));
    this.#board.show(panels, this.#source.followed);
  }

  /** @param {object} [panel] with what is known of it already */
  add(panel) {
    let key;
    this.#session.change((draft) => {
      const [changed, made] = added(draft, panel ?? { queries: [{ series: "" }] });
      key = made;
      return changed;
    });
    this.open(key);
  }

  /** Edit a panel beside its live picture. @param {string} key */
  open(key) {
    document.body.classList.add("edits-panel");
    this.editor.open(key, this.#panels.get(key));
    this.#draw();
    scrollTo(0, 0);
  }

  close() {
    const { key } = this.editor;
    if (!key) return;
    document.body.classList.remove("edits-panel");
    // Before the grid takes its panel back.
    this.editor.element.querySelector(".preview-holder").replaceChildren();
    this.editor.close();
    this.#show();
    this.#draw();
    this.#grid.focus(key);
  }

  #menu(key) {
    const { start, end } = this.#board.range;
    return [
      { label: t("Edit"), icon: "pencil", onclick: () => this.open(key) },
      { label: t("Duplicate"), icon: "copy", onclick: () => this.duplicate(key) },
      { label: t("Move up"), icon: "arrow-up", onclick: () => this.step(key, -1) },
      { label: t("Move down"), icon: "arrow-down", onclick: () => this.step(key, 1) },
      {
        label: t("Explore these series"),
        icon: "chart-line",
        href: url("/explore/", { series: this.#source.selectorsOf(key), start, end }),
      },
      { label: t("Delete"), icon: "trash-2", onclick: () => this.remove(key) },
    ];
  }

  duplicate(key) {
    if (this.editor.key) this.close();
    let copy;
    this.#session.change((draft) => {
      const [changed, made] = duplicated(draft, key);
      copy = made;
      return changed;
    });
    this.#grid.focus(copy);
  }

  remove(key) {
    const { title } = panelOf(this.#session.draft, key);
    if (this.editor.key === key) this.close();
    this.#session.change((draft) => removed(draft, key));
    this.#say(t("{title} is removed. Undo brings it back.", { title: title || t("The panel") }));
  }

  step(key, by) {
    this.#session.change((draft) => stepped(draft, key, by));
    this.#grid.focus(key);
  }

  #key(event, key) {
    const run = {
      Enter: () => this.open(key),
      Delete: () => this.remove(key),
      Backspace: () => this.remove(key),
      d: () => this.duplicate(key),
      ArrowUp: () => this.step(key, -1),
      ArrowDown: () => this.step(key, 1),
    }[event.key];
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }

  #say(text) {
    this.#live.textContent = text;
  }

  /** The key of the panel that has the focus. */
  get focused() {
    return document.activeElement?.closest("[data-key]")?.dataset.key ?? null;
  }
}

/** What a drawing depends on: not where it stands. */
const drawnOf = ({ key, title, kind, unit, queries, options }) => [
  key,
  title,
  kind,
  unit,
  panelDefinition({ queries, options }),
];
