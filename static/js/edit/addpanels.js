/** Panels put into dashboards as they are published, and taken out again. */

import { dashboardUrl, get, post, send } from "../api.js";
import { added, opened, panelDefinition } from "./draft.js";

/** Others may change the dashboard at the same time so often. */
const TRIES = 3;

/**
 * @typedef {{slug: string, title: string, version: number, isNew: boolean, ids: number[]}} Added
 *   `ids` are those of the panels
 */

/** @param {string} slug @param {object[]} panels @returns {Promise<Added>} Raises ApiError. */
export async function addPanels(slug, panels) {
  let before;
  const changed = await change(slug, (definition) => {
    before = definition;
    return panels.reduce((draft, panel) => added(draft, panel)[0], opened(definition)).panels.map(panelDefinition);
  });
  const known = new Set(before.panels.map(({ id }) => id));
  const ids = changed.panels.map(({ id }) => id).filter((id) => !known.has(id));
  return { slug, title: changed.title, version: changed.version, isNew: false, ids };
}

/** @param {{title: string, start?: string, end?: string}} fields @param {object[]} panels
 *   @returns {Promise<Added>} Raises ApiError. */
export async function makeWith(fields, panels) {
  const placed = panels.map((panel, at) => ({ ...panel, x: 0, y: 6 * at, w: 12, h: 6 }));
  const made = await post("/api/dashboards", { ...fields, panels: placed });
  return { slug: made.slug, title: made.title, version: made.version, isNew: true, ids: made.panels.map(({ id }) => id) };
}

/** What others have changed meanwhile stays; a new dashboard that they changed is refused.
 *   @param {Added} done Raises ApiError. */
export async function takeBack({ slug, version, isNew, ids }) {
  if (isNew) await send("DELETE", dashboardUrl(slug), undefined, { match: String(version) });
  else await change(slug, ({ panels }) => panels.filter(({ id }) => !ids.includes(id)));
}

async function change(slug, make, tries = TRIES) {
  const definition = await get(dashboardUrl(slug));
  try {
    return await send("PATCH", dashboardUrl(slug), { version: definition.version, panels: make(definition) });
  } catch (error) {
    if (error.status !== 409 || tries === 1) throw error;
    return change(slug, make, tries - 1);
  }
}
