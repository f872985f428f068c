/**
 * A dashboard that is being edited, as plain values: each function gives another draft and leaves
 * the one that it was given. Panels have keys, since a new one has no id yet.
 *
 * @typedef {{x: number, y: number, w: number, h: number}} Place
 * @typedef {{key: string, id?: number, title: string, kind: string, unit: string,
 *   queries: object[], options: object} & Place} PanelDraft
 * @typedef {{title: string, slug: string, panels: PanelDraft[], [field: string]: any}} Draft
 */

export const COLUMNS = 12;
const NEW_PANEL = { title: "", kind: "line", unit: "", w: 6, h: 4, queries: [], options: {} };
const FIELDS = ["id", "title", "kind", "unit", "x", "y", "w", "h", "queries", "options"];
const DEFAULTS = { description: "", folder: "", tags: [], start: "now-1h", end: "now", zone: "", variables: [] };

/**
 * @param {object} definition as the API has it
 * @returns {Draft}
 */
export function opened(definition) {
  const { version: _, panels = [], ...rest } = definition;
  const keyed = panels.map((panel, at) => ({
    x: 0,
    y: 0,
    ...NEW_PANEL,
    ...panel,
    key: `p${at + 1}`,
  }));
  return { ...DEFAULTS, ...rest, panels: keyed };
}

/** The definition that the API takes: without keys, and without queries that say nothing yet. */
export function definitionOf(draft) {
  return { ...draft, panels: draft.panels.map(panelDefinition) };
}

/** @param {PanelDraft} panel */
export function panelDefinition(panel) {
  const known = FIELDS.filter((name) => panel[name] !== undefined);
  const plain = Object.fromEntries(known.map((name) => [name, panel[name]]));
  return { ...plain, queries: panel.queries.filter(({ series, formula }) => series || formula) };
}

export const panelOf = (draft, key) => draft.panels.find((panel) => panel.key === key);

export const changed = (draft, fields) => ({ ...draft, ...fields });

export const panelChanged = (draft, key, fields) =>
  withPanels(draft, (panel) => (panel.key === key ? { ...panel, ...fields } : panel));

/** @param {Map<string, Place>} places by key */
export const arranged = (draft, places) =>
  withPanels(draft, (panel) => ({ ...panel, ...places.get(panel.key) }));

export const removed = (draft, key) => ({
  ...draft,
  panels: draft.panels.filter((panel) => panel.key !== key),
});

/**
 * With another panel, where there is room for it.
 * @param {Draft} draft
 * @param {Partial<PanelDraft>} [panel]
 * @returns {[Draft, string]} and its key
 */
export function added(draft, panel = {}) {
  const key = freeKey(draft);
  const made = { ...NEW_PANEL, ...panel, key };
  const place = freePlace(draft.panels, made);
  return [{ ...draft, panels: [...draft.panels, { ...made, ...place }] }, key];
}

/** @returns {[Draft, string]} and the key of the copy */
export function duplicated(draft, key) {
  const { id: _, ...original } = panelOf(draft, key);
  return added(draft, original);
}

/** Where a panel of this size fits: in the rows of the last panels, else below them all. */
export function freePlace(panels, { w, h }) {
  const bottom = Math.max(0, ...panels.map((one) => one.y + one.h));
  const lastRow = Math.max(0, ...panels.map((one) => one.y));
  for (let y = lastRow; y < bottom; y += 1) {
    for (let x = 0; x + w <= COLUMNS; x += 1) {
      if (!panels.some((one) => overlap(one, { x, y, w, h }))) return { x, y };
    }
  }
  return { x: 0, y: bottom };
}

/** In the order in which they are read, and in which a phone shows them. */
export const inOrder = (panels) => [...panels].sort((a, b) => a.y - b.y || a.x - b.x);

/**
 * One step up or down in one column. Two neighbours change places, so that it shows on every
 * screen.
 * @param {-1 | 1} step
 */
export function stepped(draft, key, step) {
  const order = inOrder(draft.panels);
  const at = order.findIndex((panel) => panel.key === key);
  const [one, other] = [order[at], order[at + step]];
  if (!other) return draft;
  const [first, second] = step < 0 ? [one, other] : [other, one];
  const top = { x: Math.min(second.x, COLUMNS - first.w), y: second.y };
  const inOneRow = first.y === second.y;
  const below = inOneRow ? { x: top.x + first.w, y: top.y } : { x: first.x, y: first.y };
  const fits = below.x + second.w <= COLUMNS;
  const places = new Map([
    [first.key, top],
    [second.key, fits ? below : { x: 0, y: top.y + first.h }],
  ]);
  return arranged(draft, places);
}

const overlap = (a, b) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const withPanels = (draft, change) => ({ ...draft, panels: draft.panels.map(change) });

function freeKey({ panels }) {
  const numbers = panels.map(({ key }) => Number(key.slice(1)));
  return `p${Math.max(0, ...numbers) + 1}`;
}
