import assert from "node:assert/strict";
import { test } from "node:test";

import { thinned } from "../../static/js/thin.js";

const wave = (count, step = 1) =>
  Float64Array.from({ length: 2 * count }, (_, at) =>
    at % 2 ? Math.sin(at / 7) + ((at * 7919) % 13) / 40 : 1e12 + (at / 2) * step,
  );

const columns = (flat, pixel) => {
  const found = new Map();
  for (let at = 0; at < flat.length; at += 2) {
    if (Number.isNaN(flat[at + 1])) continue;
    const name = Math.floor(flat[at] / pixel);
    const one = found.get(name) ?? { first: flat[at + 1], low: Infinity, high: -Infinity };
    one.last = flat[at + 1];
    one.low = Math.min(one.low, flat[at + 1]);
    one.high = Math.max(one.high, flat[at + 1]);
    found.set(name, one);
  }
  return found;
};

test("each pixel keeps its first, lowest, highest and last, and nothing else", () => {
  const flat = wave(5000);
  const thin = thinned(flat, 10);
  assert.deepEqual(columns(thin, 10), columns(flat, 10));
  assert.ok(thin.length / 2 <= 4 * (columns(flat, 10).size));
  assert.ok(thin.length < flat.length);
  for (let at = 2; at < thin.length; at += 2) assert.ok(thin[at] > thin[at - 2]);
});

test("where the plot begins changes nothing of what both have", () => {
  const flat = wave(5000);
  const whole = thinned(flat, 10);
  const later = thinned(flat.subarray(2 * 1234), 10);
  const shared = (points) => [...points].slice(-2 * 400);
  assert.deepEqual(shared(later), shared(whole));
});

test("gaps stay, and nothing is joined over them", () => {
  const flat = wave(3000);
  for (const at of [0, 1501, 1502, 2999]) flat[2 * at + 1] = NaN;
  const thin = thinned(flat, 20);
  const gaps = [...thin].filter((value, at) => at % 2 && Number.isNaN(value));
  assert.equal(gaps.length, 4);
  assert.deepEqual(columns(thin, 20), columns(flat, 20));
});

test("few points are left as they are", () => {
  const flat = wave(100, 10);
  assert.equal(thinned(flat, 10), flat);
  assert.equal(thinned(new Float64Array(0), 10).length, 0);
  assert.equal(thinned(flat, NaN), flat);
});

test("what is given is not changed", () => {
  const flat = wave(5000);
  const before = flat.slice();
  thinned(flat, 10);
  assert.deepEqual(flat, before);
});
