import assert from "node:assert/strict";
import { test } from "node:test";

import { columnWidth, hasAllFigures, hasLongNames, legendForm } from "../../static/js/legendform.js";

const WIDE = { width: 900, height: 200 };
const HIGH = { width: 400, height: 400 };
const SMALL = { width: 400, height: 230 };

test("by itself a legend takes the room there is, and one curve needs none", () => {
  assert.equal(legendForm("auto", 1, WIDE), "none");
  assert.equal(legendForm("auto", 2, WIDE), "beside");
  assert.equal(legendForm("auto", 2, HIGH), "below");
  assert.equal(legendForm("auto", 2, SMALL), "line");
});

test("a table that is asked for is there for one curve, and in less room", () => {
  assert.equal(legendForm("table", 1, SMALL), "below");
  assert.equal(legendForm("table", 1, { width: 200, height: 120 }), "line");
});

test("a list is a line whatever the room, and none is none", () => {
  assert.equal(legendForm("list", 1, WIDE), "line");
  assert.equal(legendForm("none", 9, WIDE), "none");
});

test("a narrow table has the newest and the highest alone", () => {
  assert.equal(hasAllFigures("beside", WIDE), false);
  assert.equal(hasAllFigures("beside", { width: 1000 }), true);
  assert.equal(hasAllFigures("below", HIGH), false);
  assert.equal(hasAllFigures("below", { width: 420 }), true);
});

test("columns are as wide as their figures, and what has no room for all has two", () => {
  assert.equal(columnWidth("41.3%".length), 62);
  const wide = columnWidth("−0.289 requests/s".length);
  assert.ok(wide > 110 && wide < 130, wide);
  assert.equal(hasAllFigures("below", { width: 500 }, wide), false);
  assert.equal(hasAllFigures("below", { width: 700 }, wide), true);
  assert.equal(hasAllFigures("beside", { width: 1100 }, wide), false);
  assert.equal(hasAllFigures("beside", { width: 1700 }, wide), true);
});

test("a table beside the plot gets more room for names that would be cut", () => {
  assert.equal(hasLongNames(["15m", "All cores"]), false);
  assert.equal(hasLongNames(["15m", "server-07.rack-a.example.net"]), true);
});
