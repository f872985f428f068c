import assert from "node:assert/strict";
import { test } from "node:test";

import { hasTexts, learn, learnAll, valueText } from "../../static/js/statetexts.js";

test("a code is written as the text that it stands for", () => {
  learn(7, { 0: "off" });
  learnAll({ 7: { 1: "on" } });
  assert.deepEqual([0, 1, 2, 0.5, null].map((value) => valueText({ id: 7 }, value)), [
    "off",
    "on",
    "2",
    "–",
    "–",
  ]);
  assert.ok(hasTexts(7));
});

test("a series without texts has numbers with their unit", () => {
  learn(8, undefined);
  learnAll(undefined);
  assert.equal(valueText({ id: 8, unit: "%" }, 1), "1.0%");
  assert.ok(!hasTexts(8));
});
