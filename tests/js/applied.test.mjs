import assert from "node:assert/strict";
import { test } from "node:test";

import { applied } from "../../static/js/applied.js";
import { Columns } from "../../static/js/columns.js";

const FRAME = { series: { 1: [[10, 1], [20, 2]], 2: [[10, 5]] } };

function curve(id, more = {}) {
  return { id, appends: true, isComputed: false, columns: new Columns(100), ...more };
}

const apply = (curves, until = Infinity) => applied(FRAME, curves, { until, onPoints: () => {} });

test("readings are added to the curves that they belong to", () => {
  const [one, other] = [curve(1), curve(3)];
  assert.deepEqual(apply([one, other]), { taken: 2, stale: false });
  assert.deepEqual(one.columns.points, [[10, 1], [20, 2]]);
  assert.equal(other.columns.length, 0);
});

test("what comes after the range is left out", () => {
  assert.equal(apply([curve(1)], 15).taken, 1);
});

test("a curve that holds more than readings has to be asked for again", () => {
  assert.deepEqual(apply([curve(1, { appends: false })]), { taken: 0, stale: true });
});

test("what is computed is asked for again whatever came, and not for an empty frame", () => {
  const computed = curve(9, { appends: false, isComputed: true });
  assert.equal(apply([computed]).stale, true);
  assert.equal(applied({ cursor: "7" }, [computed], { until: Infinity, onPoints() {} }).stale, false);
});
