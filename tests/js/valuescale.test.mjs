import assert from "node:assert/strict";
import { test } from "node:test";

import { boundsOf } from "../../static/js/columns.js";
import { alignedScale } from "../../static/js/valueaxis.js";
import { depth, leftOut, logScale, placedPoints } from "../../static/js/valuescale.js";

const flat = (...numbers) => Float64Array.from(numbers);

test("a logarithmic axis goes from power to power of ten", () => {
  const { min, max, ticks } = logScale({ min: 3, max: 40_000 }, { most: 5 });
  assert.deepEqual([min, max], [1, 100_000]);
  assert.deepEqual(ticks, [1, 10, 100, 1000, 10_000, 100_000]);
});

test("few decades have ticks between them, many leave some out", () => {
  assert.deepEqual(logScale({ min: 2, max: 9 }, { most: 4 }).ticks, [1, 2, 5, 10]);
  assert.deepEqual(logScale({ min: 1, max: 1e8 }, { most: 4 }).ticks, [1, 100, 1e4, 1e6, 1e8]);
});

test("bytes go up in powers of two", () => {
  const { min, max } = logScale({ min: 3, max: 900 }, { base: 2 });
  assert.deepEqual([min, max], [2, 1024]);
});

test("equal steps on the screen are equal factors", () => {
  const scale = logScale({ min: 1, max: 100 });
  assert.equal(depth(scale, 100), 0);
  assert.ok(Math.abs(depth(scale, 10) - 0.5) < 1e-12);
  assert.equal(depth({ min: 0, max: 10 }, 2.5), 0.75);
});

test("what a logarithm has no place for is left out and counted, in the range alone", () => {
  const points = flat(0, -1, 10, 100, 20, 0, 30, NaN);
  assert.deepEqual(placedPoints({ log: true }, points), flat(0, NaN, 10, 2, 20, NaN, 30, NaN));
  assert.equal(leftOut(points, 0, 40), 2);
  assert.equal(leftOut(points, 5, 40), 1);
  assert.deepEqual(boundsOf([points], 0, 40, 0), { min: 100, max: 100 });
});

test("on an even axis points are drawn as they are, without a copy", () => {
  const points = flat(0, -1, 10, 100);
  assert.equal(placedPoints({ min: 0, max: 1 }, points), points);
});

test("a second axis has as many round steps as the first, and holds all values", () => {
  for (const steps of [2, 3, 4, 5, 6]) {
    for (const bounds of [{ min: 17, max: 943 }, { min: -3.2, max: 0.4 }, { min: 5, max: 5 }]) {
      const scale = alignedScale(bounds, steps, {});
      assert.equal(scale.ticks.length, steps + 1, JSON.stringify({ steps, bounds, scale }));
      assert.ok(scale.min <= bounds.min && bounds.max <= scale.max);
    }
  }
});

test("ends that are fixed come before a common grid", () => {
  const { min, max } = alignedScale({ min: 3, max: 42 }, 3, { fixedMin: 0, fixedMax: 100 });
  assert.deepEqual([min, max], [0, 100]);
});
