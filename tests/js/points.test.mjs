import assert from "node:assert/strict";
import { test } from "node:test";

import { Columns } from "../../static/js/columns.js";
import { flatten, pairs, Points } from "../../static/js/points.js";

test("points are read back as they were set, gaps too", () => {
  const given = [
    [1, 10],
    [2, null],
    [3, 30],
  ];
  const points = new Points();
  points.set(given);
  assert.deepEqual(pairs(points.view()), given);
  assert.deepEqual(pairs(flatten(given)), given);
});

test("dropping as many as are added takes no more memory", () => {
  const points = new Points();
  for (let time = 0; time < 1000; time += 1) points.push(time, time);
  const memory = points.view().buffer.byteLength;
  for (let time = 1000; time < 100_000; time += 1) {
    points.push(time, time);
    points.drop(1);
  }
  assert.ok(points.view().buffer.byteLength <= 4 * memory);
  assert.equal(points.length, 1000);
  assert.deepEqual([points.time(0), points.value(999)], [99_000, 99_999]);
});

test("what comes after a moment is hidden until a later one is shown", () => {
  const columns = new Columns(100);
  columns.replace({
    points: [
      [1, 10],
      [2, 20],
      [3, 30],
    ],
    interval: 1,
  });
  columns.hideAfter(2);
  assert.deepEqual(columns.points, [
    [1, 10],
    [2, 20],
  ]);
  assert.deepEqual(columns.last, [2, 20]);
  assert.equal(columns.newest, 2);
  assert.deepEqual(columns.nearest(2.9), [2, 20]);
  columns.append([[4, 40]]);
  columns.hideAfter(Infinity);
  assert.deepEqual(columns.last, [4, 40]);
});

test("the first reading from a time on is found behind a gap", () => {
  const columns = new Columns(100);
  columns.replace({
    points: [
      [1, 10],
      [2, null],
      [3, 30],
    ],
  });
  assert.deepEqual(columns.firstFrom(1.5), [3, 30]);
  assert.equal(columns.firstFrom(4), null);
});
