import assert from "node:assert/strict";
import { test } from "node:test";

import { withNulls } from "../../static/js/nulls.js";

const flat = (...numbers) => Float64Array.from(numbers);
const GAP = flat(0, 1, 10, 2, 50, NaN, 90, 3);

test("a curve without gaps is left as it is, whatever is asked for", () => {
  const whole = flat(0, 1, 10, 2);
  for (const nulls of ["gap", "connect", "zero"]) assert.equal(withNulls(whole, nulls, 10), whole);
});

test("gaps stay, or the readings around them are connected", () => {
  assert.equal(withNulls(GAP, "gap", 10), GAP);
  assert.deepEqual(withNulls(GAP, "connect", 10), flat(0, 1, 10, 2, 90, 3));
});

test("nothing counts as zero from a step after the last reading to a step before the next", () => {
  assert.deepEqual(withNulls(GAP, "zero", 10), flat(0, 1, 10, 2, 20, 0, 80, 0, 90, 3));
});

test("where the step is not known zero is reached half way to the middle", () => {
  assert.deepEqual(withNulls(GAP, "zero", 0), flat(0, 1, 10, 2, 30, 0, 70, 0, 90, 3));
});

test("times ascend where the step is longer than the gap", () => {
  assert.deepEqual(withNulls(GAP, "zero", 60), flat(0, 1, 10, 2, 50, 0, 90, 3));
});
