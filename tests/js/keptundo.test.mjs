import assert from "node:assert/strict";
import { test } from "node:test";

import { opened } from "../../static/js/edit/draft.js";
import { keepUndo, takeUndo } from "../../static/js/edit/keptundo.js";
import { UndoStack } from "../../static/js/edit/undo.js";

const definition = (title) => ({ title, slug: "attic", panels: [{ title: "Air", queries: [] }] });
const draft = (title) => opened(definition(title));

function storage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

function changed() {
  const stack = new UndoStack(draft("A"));
  stack.push(draft("B"));
  stack.push(draft("C"));
  stack.undo();
  return stack;
}

test("a reload goes on with the steps of before, both ways", () => {
  const tab = storage();
  keepUndo("attic", changed(), tab);
  const { panels, ...rest } = definition("B");
  const stack = new UndoStack(opened({ panels, ...rest }));
  takeUndo("attic", stack, tab);
  assert.equal(stack.redo() && stack.state.title, "C");
  assert.equal(stack.undo() && stack.undo() && stack.state.title, "A");
});

test("steps to another draft are left alone, and so are those of another dashboard", () => {
  const tab = storage();
  keepUndo("attic", changed(), tab);
  for (const [slug, title] of [["attic", "Changed elsewhere"], ["cellar", "B"]]) {
    const stack = new UndoStack(draft(title));
    takeUndo(slug, stack, tab);
    assert.deepEqual([stack.canUndo, stack.canRedo], [false, false]);
  }
});

test("a tab that keeps nothing, and what is no steps, do no harm", () => {
  const full = { setItem: () => assert.fail("full"), getItem: () => "{" };
  keepUndo("attic", changed(), full);
  const stack = new UndoStack(draft("B"));
  takeUndo("attic", stack, full);
  assert.equal(stack.canUndo, false);
});
