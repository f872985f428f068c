/** Where the panels of a draft get their readings: drawn by the server as they stand. */

import { post } from "../api.js";
import { byRow } from "../bycolumn.js";
import { extentOf } from "../extent.js";
import { zoneName } from "../zone.js";
import { panelDefinition, panelOf } from "./draft.js";

export class DraftSource {
  #session;
  #shown;
  #onDrawn;
  /** Selectors as the last answer has them: variables are filled in there. */
  #answered = new Map();

  /**
   * @param {import("./session.js").Session} session
   * @param {() => import("./draft.js").PanelDraft[]} shown those that are seen
   * @param {(key: string, drawn: {error: string, title: string}) => boolean} onDrawn `error` is ""
   *   where a panel could be drawn, `title` has what is chosen of variables; whether the error is
   *   told at a field
   */
  constructor(session, shown, onDrawn) {
    this.#session = session;
    this.#shown = shown;
    this.#onDrawn = onDrawn;
  }

  /** Take the place of the page's own. @param {import("../board.js").Source} source */
  replace(source) {
    Object.assign(source, {
      data: (what, signal) => this.#data(what, signal),
      extent: (signal) => extentOf(this.followed, signal),
      selectors: (panel) => this.selectorsOf(panel.id),
      settled: () => this.followed,
    });
  }

  /** What is followed live. */
  get followed() {
    return [...new Set(this.#shown().flatMap(({ key }) => this.selectorsOf(key)))];
  }

  selectorsOf(key) {
    const panel = panelOf(this.#session.draft, key);
    if (!panel) return [];
    const own = seriesOf(panel);
    const known = this.#answered.get(key);
    if (known?.of === own.join("\n")) return known.selectors;
    return own.filter((selector) => !selector.includes("$"));
  }

  async #data({ start, end, width, panels: ids }, signal) {
    const shown = this.#shown();
    const asked = ids ? shown.filter(({ key }) => ids.includes(key)) : shown;
    const { variables } = this.#session.draft;
    const how = { start, end, width, tz: zoneName(), by_column: true, variables, ...chosen() };
    const body = { ...how, panels: asked.map(panelDefinition) };
    const answer = byRow(await post("/api/draw", body, signal));
    const panels = answer.panels.map((one, at) => ({ ...one, id: asked[at].key }));
    panels.forEach((one, at) => (one.isTold = this.#note(asked[at], one)));
    return { ...answer, panels };
  }

  #note(panel, { id, selectors, error, title }) {
    if (selectors) this.#answered.set(id, { of: seriesOf(panel).join("\n"), selectors });
    return this.#onDrawn(id, { error: error ?? "", title });
  }
}

const seriesOf = ({ queries }) => queries.map(({ series }) => String(series ?? "")).filter(Boolean);

/** What is chosen of variables, as the address has it. */
function chosen() {
  const found = {};
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name.startsWith("var-")) (found[name] ??= []).push(value);
  }
  return found;
}
