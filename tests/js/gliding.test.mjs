process.env.TZ = "UTC";

import assert from "node:assert/strict";
import { test } from "node:test";

import { moved, zoomed } from "../../static/js/gliding.js";

const NOW = 1_700_000_000_000;
const SPAN = { start: NOW - 10_000, end: NOW - 2000 };

test("zooming in leaves the moment under the pointer where it is", () => {
  assert.deepEqual(zoomed(SPAN, 0.5, 0.25, NOW), {
    start: String(SPAN.start + 1000),
    end: String(SPAN.start + 5000),
  });
});

test("zooming out and moving on until now follows it", () => {
  assert.deepEqual(zoomed(SPAN, 4, 0.5, NOW), { start: "now-32s", end: "now" });
  assert.deepEqual(moved(SPAN, 1, NOW), { start: "now-10s", end: "now" });
  assert.deepEqual(moved(SPAN, -1, NOW), {
    start: String(SPAN.start - 8000),
    end: String(SPAN.end - 8000),
  });
});

test("there is a narrowest and a widest range", () => {
  const { start, end } = zoomed(SPAN, 1e-9, 0, NOW);
  assert.equal(Number(end) - Number(start), 10);
  const all = zoomed(SPAN, 1e12, 0.5, Infinity);
  assert.ok(Number(all.end) > Number(all.start));
});
