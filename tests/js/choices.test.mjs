import assert from "node:assert/strict";
import { test } from "node:test";

import { askedOf, EVERY, summaryOf, toggled } from "../../static/js/choices.js";

const some = (chosen, more = {}) => ({ multi: true, every: false, chosen, ...more });

test("the address has each value once, and the range is none of them", () => {
  const params = new URLSearchParams("start=now-1h&var-host=a&var-host=b%26c&var-site=x");
  assert.deepEqual(askedOf(params), { "var-host": ["a", "b&c"], "var-site": ["x"] });
});

test("of several a click adds one or takes it away, and the last leads to the default", () => {
  assert.deepEqual(toggled(some(["a"]), "b"), ["a", "b"]);
  assert.deepEqual(toggled(some(["a", "b"]), "a"), ["b"]);
  assert.deepEqual(toggled(some(["a"]), "a"), []);
});

test("of one a click takes the place of the one before", () => {
  assert.deepEqual(toggled(some(["a"], { multi: false }), "b"), ["b"]);
  assert.deepEqual(toggled(some(["a"], { multi: false }), "a"), ["a"]);
});

test("all is one click, and one value after all is that alone", () => {
  assert.deepEqual(toggled(some(["a", "b"]), EVERY), [EVERY]);
  assert.deepEqual(toggled(some([], { every: true }), "b"), ["b"]);
  assert.deepEqual(toggled(some([], { every: true }), EVERY), []);
});

test("a button names a few values and counts many", () => {
  assert.equal(summaryOf(some([], { every: true })), "All");
  assert.equal(summaryOf(some(["a", "b"])), "a, b");
  assert.equal(summaryOf(some(["a", "b", "c"])), "a and 2 more");
  assert.equal(summaryOf(some([])), "None");
});
