import assert from "node:assert/strict";
import { test } from "node:test";

import { UndoStack } from "../../static/js/edit/undo.js";

test("what was done is undone step by step, and done again", () => {
  const stack = new UndoStack("a");
  stack.push("b");
  stack.push("c");
  assert.equal(stack.undo() && stack.state, "b");
  assert.equal(stack.undo() && stack.state, "a");
  assert.equal(stack.undo(), false);
  assert.equal(stack.redo() && stack.state, "b");
  assert.equal(stack.canRedo, true);
});

test("another change after an undo takes the place of what was undone", () => {
  const stack = new UndoStack("a");
  stack.push("b");
  stack.undo();
  stack.push("c");
  assert.equal(stack.redo(), false);
  assert.equal(stack.undo() && stack.state, "a");
});

test("letters of one word are one step, and those after a pause another", () => {
  let now = 0;
  const stack = new UndoStack("", () => now);
  for (const text of ["l", "la", "lab"]) {
    now += 200;
    stack.push(text, "title");
  }
  now += 5000;
  stack.push("lab 2", "title");
  assert.equal(stack.undo() && stack.state, "lab");
  assert.equal(stack.undo() && stack.state, "");
});

test("changes of different parts are steps of their own", () => {
  const stack = new UndoStack("", () => 0);
  stack.push("a", "title");
  stack.push("b", "unit");
  assert.equal(stack.undo() && stack.state, "a");
});

test("after an undo the same part begins a new step", () => {
  const stack = new UndoStack("", () => 0);
  stack.push("a", "title");
  stack.undo();
  stack.push("b", "title");
  assert.equal(stack.undo() && stack.state, "");
});

test("any walk of changes, undo and redo keeps to the list of states", () => {
  for (let seed = 1; seed < 200; seed += 1) {
    let random = seed;
    const next = (most) => (random = (random * 48271) % 2147483647) % most;
    const stack = new UndoStack(0);
    let [states, at] = [[0], 0];
    for (let step = 1; step < 60; step += 1) {
      const what = next(3);
      if (what === 0) {
        states = [...states.slice(0, at + 1), step];
        at += 1;
        stack.push(step);
      } else if (what === 1) at -= Number(stack.undo());
      else at += Number(stack.redo());
      assert.equal(stack.state, states[at]);
      assert.equal(stack.canUndo, at > 0);
      assert.equal(stack.canRedo, at < states.length - 1);
    }
  }
});
