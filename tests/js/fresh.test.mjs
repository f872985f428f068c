import assert from "node:assert/strict";
import { test } from "node:test";

import { Columns } from "../../static/js/columns.js";
import { freshness, staleSince } from "../../static/js/fresh.js";

const NOW = 1_000_000_000;

/** A curve whose newest reading is so many ms old. */
function curve(age, { interval = 1000, appends = true, resolution = 0 } = {}) {
  const columns = new Columns(100);
  columns.replace({ points: [[NOW - age, 1]], interval, resolution });
  return { key: String(age), columns, appends };
}

const said = (curves, live = true) => freshness(curves, NOW, live).text;

test("a curve that goes on is new", () => {
  assert.equal(said([curve(900)]), "now");
  assert.equal(said([curve(9_000)]), "9 s ago");
});

test("a curve that stopped says since when", () => {
  assert.equal(said([curve(200_000)]), "stale for 3 min");
  assert.equal(staleSince(curve(200_000), NOW), NOW - 200_000);
});

test("of several curves those that stopped are counted", () => {
  assert.equal(said([curve(900), curve(200_000), curve(1000)]), "1 of 3 stale");
});

test("a series that comes once an hour may be an hour old", () => {
  assert.equal(staleSince(curve(3_600_000, { interval: 3_600_000 }), NOW), null);
  assert.equal(said([curve(3_600_000, { interval: 3_600_000 })]), "now");
});

test("readings that stand for a column are as old as they are", () => {
  const table = { ...curve(200_000, { appends: false, resolution: 3_600_000 }), agg: "m4" };
  assert.equal(said([table]), "stale for 3 min");
});

test("a column that is not over yet is not stale", () => {
  const hour = { interval: 1000, appends: false, resolution: 3_600_000 };
  assert.equal(said([curve(1_800_000, hour)]), "now");
});

test("in a range that has ended nothing is stale", () => {
  assert.equal(said([curve(200_000)], false), "3 min ago");
});

test("of no readings nothing is said", () => {
  assert.equal(said([]), "");
});
