import assert from "node:assert/strict";
import { test } from "node:test";

import { sparkScale, valueScale } from "../../static/js/valueaxis.js";

test("steps are round and hold all values", () => {
  const { min, max, step, ticks } = valueScale({ min: 315.2, max: 371.9 }, { most: 4 });
  assert.deepEqual({ min, max, step }, { min: 300, max: 380, step: 20 });
  assert.deepEqual(ticks, [300, 320, 340, 360, 380]);
});

test("values that come near zero are shown with it", () => {
  assert.equal(valueScale({ min: 2, max: 90 }).min, 0);
  assert.equal(valueScale({ min: -90, max: -2 }).max, 0);
});

test("areas and bars begin at zero", () => {
  assert.equal(valueScale({ min: 80, max: 90 }, { fromZero: true }).min, 0);
});

test("bytes step in powers of two", () => {
  const { step, max } = valueScale({ min: 0, max: 5.5 * 1024 ** 3 }, { base: 2, most: 4 });
  assert.equal(step, 2 * 1024 ** 3);
  assert.equal(max, 6 * 1024 ** 3);
});

test("bounds that the panel fixes hold", () => {
  const { min, max, ticks } = valueScale({ min: 3, max: 42 }, { fixedMin: 0, fixedMax: 100 });
  assert.deepEqual([min, max], [0, 100]);
  assert.deepEqual(ticks, [0, 25, 50, 75, 100]);
});

test("a flat curve has a height to lie in", () => {
  for (const value of [0, 7, -7, 1e12]) {
    const { min, max } = valueScale({ min: value, max: value });
    assert.ok(min <= value && value <= max && min < max, `${value} in ${min} to ${max}`);
  }
});

test("nothing to draw still makes an axis", () => {
  const { min, max } = valueScale(null);
  assert.deepEqual([min, max], [0, 1]);
});

test("ticks are not off by a rounding error", () => {
  assert.deepEqual(valueScale({ min: 0, max: 0.35 }, { most: 4 }).ticks, [0, 0.1, 0.2, 0.3, 0.4]);
});

test("a small curve fills its height but for changes that are next to nothing", () => {
  assert.deepEqual(
    [sparkScale({ min: 10, max: 30 }).min, sparkScale({ min: 10, max: 30 }).max],
    [10, 30],
  );
  const { min, max } = sparkScale({ min: 99.99, max: 100.01 });
  assert.ok(max - min > 1.9 && min < 99.99);
});
