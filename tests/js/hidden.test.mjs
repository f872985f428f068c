import assert from "node:assert/strict";
import { test } from "node:test";

import { Hidden } from "../../static/js/hidden.js";

const ALL = ["a", "b", "c"];
const shown = (hidden, all = ALL) => all.filter((key) => !hidden.has(key)).join("");

test("a curve is singled out, and all are shown again", () => {
  const hidden = new Hidden();
  hidden.single("b");
  assert.equal(shown(hidden), "b");
  hidden.single("c");
  assert.equal(shown(hidden), "c");
  hidden.single("c");
  assert.equal(shown(hidden), "abc");
});

test("a curve is hidden and shown again beside the others", () => {
  const hidden = new Hidden();
  hidden.toggle("a", ALL);
  hidden.toggle("c", ALL);
  assert.equal(shown(hidden), "b");
  hidden.toggle("a", ALL);
  assert.equal(shown(hidden), "ab");
});

test("others come beside the one that was singled out", () => {
  const hidden = new Hidden();
  hidden.single("b");
  hidden.toggle("a", ALL);
  assert.equal(shown(hidden), "ab");
  hidden.toggle("c", ALL);
  assert.equal(shown(hidden, [...ALL, "d"]), "abcd");
});

test("while a curve is singled out, one that comes later is hidden", () => {
  const hidden = new Hidden();
  hidden.single("b");
  assert.equal(shown(hidden, [...ALL, "d"]), "b");
});

test("hiding the last one that is shown shows all", () => {
  const hidden = new Hidden();
  hidden.single("b");
  hidden.toggle("b", ALL);
  assert.equal(shown(hidden), "abc");
});

test("what another page had chosen is chosen here, also of curves that come later", () => {
  const before = new Hidden();
  before.single("b");
  const hidden = new Hidden();
  hidden.set(before.chosen);
  assert.equal(shown(hidden), "b");
  hidden.single("b");
  hidden.toggle("a", ALL);
  assert.deepEqual(hidden.chosen, { only: null, hide: ["a"] });
});
