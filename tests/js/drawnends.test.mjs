import assert from "node:assert/strict";
import { test } from "node:test";

import { Columns } from "../../static/js/columns.js";
import { DrawnEnds } from "../../static/js/drawnends.js";

/** A curve whose last pixel, 100 ms wide, reaches from 2 to 8. */
function drawn(option = { type: "line" }) {
  const columns = new Columns(100);
  columns.replace({
    points: [
      [0, 50],
      [910, 2],
      [950, 8],
      [1000, 5],
    ],
  });
  const curve = { key: "a", columns, hidden: false, option };
  const ends = new DrawnEnds();
  ends.note([curve], 100);
  return (...points) => ends.changes(curve, points, { pixel: 100, value: 1 });
}

test("a reading within the column of pixels that was drawn last changes none", () => {
  assert.equal(drawn()([1050, 7.9]), false);
  assert.equal(drawn()([1050, 2], [1090, 8.4]), false);
});

test("a reading above or below it, or after it, does", () => {
  assert.equal(drawn()([1050, 8.6]), true);
  assert.equal(drawn()([1050, 1.4]), true);
  assert.equal(drawn()([1050, 5], [1100, 5]), true);
});

test("bars and stacks change with every reading", () => {
  assert.equal(drawn({ type: "bar" })([1050, 5]), true);
  assert.equal(drawn({ type: "line", stack: "all" })([1050, 5]), true);
});

test("a curve that is hidden changes nothing, and one that is new does", () => {
  const columns = new Columns(100);
  const curve = { key: "b", columns, hidden: false, option: { type: "line" } };
  const scale = { pixel: 100, value: 1 };
  const ends = new DrawnEnds();
  assert.equal(ends.changes(curve, [[1, 1]], scale), true);
  assert.equal(ends.changes({ ...curve, hidden: true }, [[1, 1]], scale), false);
});
