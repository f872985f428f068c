import assert from "node:assert/strict";
import { test } from "node:test";

import { Columns } from "../../static/js/columns.js";

function columns(points, { resolution = 0, interval = null, width = 100 } = {}) {
  const made = new Columns(width);
  made.replace({ points, resolution, interval });
  return made;
}

test("an answer replaces what was there", () => {
  const made = columns([[1, 10]]);
  made.replace({
    points: [
      [2, 20],
      [3, 30],
    ],
    resolution: 0,
    interval: 1,
  });
  assert.deepEqual(made.points, [
    [2, 20],
    [3, 30],
  ]);
});

test("the answer's own points are not changed by live readings", () => {
  const points = [[1, 10]];
  columns(points).append([[2, 20]]);
  assert.deepEqual(points, [[1, 10]]);
});

test("live readings are appended in order", () => {
  const made = columns([[1, 10]]);
  assert.equal(
    made.append([
      [2, 20],
      [3, 30],
    ]),
    2,
  );
  assert.deepEqual(made.points, [
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
});

test("a reading that the query has answered already is not drawn twice", () => {
  const made = columns([
    [1, 10],
    [2, 20],
  ]);
  assert.equal(
    made.append([
      [1, 10],
      [2, 21],
      [3, 30],
    ]),
    1,
  );
  assert.deepEqual(made.points, [
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
});

test("a distance above four steps becomes a gap halfway", () => {
  const made = columns([[0, 1]], { interval: 10 });
  made.append([
    [40, 2],
    [90, 3],
  ]);
  assert.deepEqual(made.points, [
    [0, 1],
    [40, 2],
    [65, null],
    [90, 3],
  ]);
});

test("without a known step nothing is a gap", () => {
  const made = columns([[0, 1]]);
  made.append([[1e9, 2]]);
  assert.deepEqual(made.points, [
    [0, 1],
    [1e9, 2],
  ]);
});

test("live readings fold into columns with their first, lowest, highest and last", () => {
  const made = columns([[5, 1]], { resolution: 10 });
  made.append([
    [11, 5],
    [12, 9],
    [13, 2],
    [14, 7],
    [15, 6],
    [21, 4],
  ]);
  assert.deepEqual(made.points, [
    [5, 1],
    [11, 5],
    [12, 9],
    [13, 2],
    [15, 6],
    [21, 4],
  ]);
});

test("among equal readings of a column the earliest stays", () => {
  const made = columns([], { resolution: 10 });
  made.append([
    [1, 5],
    [2, 9],
    [3, 9],
    [4, 1],
    [5, 1],
    [6, 5],
  ]);
  assert.deepEqual(made.points, [
    [1, 5],
    [2, 9],
    [4, 1],
    [6, 5],
  ]);
});

test("what has scrolled out is dropped but for the last point before the start", () => {
  const made = columns([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
  made.trim(3.5);
  assert.deepEqual(made.points, [
    [3, 3],
    [4, 4],
  ]);
  made.trim(3.6);
  assert.deepEqual(made.points, [
    [3, 3],
    [4, 4],
  ]);
});

test("a million live readings never grow beyond the bound and keep every spike", () => {
  const made = columns([], { width: 20 });
  for (let time = 0; time < 100_000; time += 1) made.append([[time, time === 4321 ? 1000 : 0]]);
  assert.ok(made.points.length <= made.limit, `${made.points.length} points`);
  assert.deepEqual(
    made.points.filter(([, value]) => value === 1000),
    [[4321, 1000]],
  );
  assert.deepEqual(made.points[0], [0, 0]);
  assert.deepEqual(made.points.at(-1), [99_999, 0]);
  assert.ok(made.points.every(([time], at) => at === 0 || time > made.points[at - 1][0]));
});

test("gaps survive when the columns become wider", () => {
  const made = columns([], { width: 1, interval: 1 });
  for (let time = 0; time < 40; time += 1) made.append([[time, time]]);
  for (let time = 1000; time < 1040; time += 1) made.append([[time, time]]);
  assert.ok(made.resolution > 0);
  const gap = made.points.findIndex(([, value]) => value === null);
  assert.ok(made.points[gap - 1][0] <= 39 && made.points[gap + 1][0] >= 1000);
});

test("bounds are those of the readings between two times", () => {
  const made = columns([
    [1, 100],
    [2, -3],
    [3, null],
    [4, 8],
    [5, 99],
  ]);
  assert.deepEqual(made.bounds(2, 4), { min: -3, max: 8 });
  assert.equal(made.bounds(10, 20), null);
});

test("the nearest point is found on either side", () => {
  const made = columns(
    [
      [0, 1],
      [10, 2],
    ],
    { interval: 10 },
  );
  assert.deepEqual(made.nearest(4), [0, 1]);
  assert.deepEqual(made.nearest(6), [10, 2]);
});

test("in a gap and beyond the curve's ends there is no nearest point", () => {
  const made = columns(
    [
      [0, 1],
      [50, null],
      [100, 2],
    ],
    { interval: 10 },
  );
  assert.equal(made.nearest(50), null);
  assert.equal(made.nearest(200), null);
  assert.deepEqual(made.nearest(120), [100, 2]);
});

test("where the step is not known the nearest point has to be within reach", () => {
  const made = columns([[0, 1]]);
  assert.equal(made.nearest(100, 50), null);
  assert.deepEqual(made.nearest(40, 50), [0, 1]);
});

test("what holds is the reading before, also where the next one is nearer", () => {
  const made = columns(
    [
      [0, 1],
      [100, 2],
      [110, 3],
      [200, null],
      [300, 4],
    ],
    { interval: 10 },
  );
  assert.deepEqual(made.holding(99), [0, 1]);
  assert.deepEqual(made.holding(100), [100, 2]);
  assert.deepEqual(made.holding(112), [110, 3]);
  assert.equal(made.holding(190), null);
  assert.equal(made.holding(290, 5), null);
  assert.deepEqual(made.holding(310, 5), [300, 4]);
  assert.deepEqual(made.holding(-5, 5), [0, 1]);
  assert.equal(made.holding(-6, 5), null);
  assert.equal(columns([]).holding(5), null);
});

test("an empty column has no newest reading", () => {
  const made = columns([]);
  assert.equal(made.newest, -Infinity);
  assert.equal(made.last, null);
  assert.equal(made.nearest(5), null);
});
