/**
 * The steps of undoing, kept by the tab: a reload goes on with them as it does with the draft. What
 * another tab or machine has made of the draft meanwhile has no steps here.
 */

import { definitionOf } from "./draft.js";

/** Steps each way that are kept; the storage of a tab is small. */
const MOST = 30;
const keyOf = (slug) => `undo ${slug}`;

/**
 * @param {string} slug
 * @param {import("./undo.js").UndoStack} stack
 * @param {Storage} [storage]
 */
export function keepUndo(slug, stack, storage = sessionStorage) {
  try {
    if (stack.canUndo || stack.canRedo)
      storage.setItem(keyOf(slug), JSON.stringify(stack.steps(MOST)));
    else storage.removeItem(keyOf(slug));
  } catch {
    // Without storage, or room in it, a reload begins anew.
  }
}

/** Give a stack the steps that led to its state, if they are kept. */
export function takeUndo(slug, stack, storage = sessionStorage) {
  try {
    const steps = JSON.parse(storage.getItem(keyOf(slug)) ?? "null");
    if (steps && sorted(definitionOf(steps.state)) === sorted(definitionOf(stack.state)))
      stack.take(steps);
  } catch {
    // What cannot be read is not gone on with.
  }
}

/** A database may keep the fields of an object in another order. */
const sorted = (value) => JSON.stringify(value, (_, one) => (isPlain(one) ? byName(one) : one));

const isPlain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const byName = (value) =>
  Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
