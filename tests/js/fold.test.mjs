import assert from "node:assert/strict";
import { test } from "node:test";

import * as inPlace from "../../static/js/fold.js";
import { flatten, pairs } from "../../static/js/points.js";

const kept = (flat, count) => pairs(flat.subarray(0, 2 * count));

function foldColumn(points) {
  const flat = flatten(points);
  return kept(flat, inPlace.foldColumn(flat, 0, points.length));
}

function fold(points, resolution) {
  const flat = flatten(points);
  return kept(flat, inPlace.fold(flat, points.length, resolution));
}

test("a column of four kinds keeps four points", () => {
  assert.deepEqual(
    foldColumn([
      [1, 5],
      [2, 1],
      [3, 9],
      [4, 6],
      [5, 5],
    ]),
    [
      [1, 5],
      [2, 1],
      [3, 9],
      [5, 5],
    ],
  );
});

test("a point that is several of them is kept once", () => {
  assert.deepEqual(
    foldColumn([
      [1, 1],
      [2, 2],
      [3, 3],
    ]),
    [
      [1, 1],
      [3, 3],
    ],
  );
});

test("columns before 1970 are floored", () => {
  assert.deepEqual(
    fold(
      [
        [-11, 1],
        [-10, 2],
        [-9, 3],
        [-1, 4],
        [0, 5],
      ],
      10,
    ),
    [
      [-11, 1],
      [-10, 2],
      [-1, 4],
      [0, 5],
    ],
  );
});

test("folding what was folded gives what folding all at once gives", () => {
  const points = Array.from({ length: 5000 }, (_, at) => [at, Math.sin(at) * ((at * 7919) % 101)]);
  assert.deepEqual(fold(fold(points, 10), 100), fold(points, 100));
});

test("gaps are dropped, and what stands on both sides of one may share a column", () => {
  const points = [
    [1, 1],
    [5, null],
    [8, 2],
    [12, 3],
  ];
  assert.deepEqual(fold(points, 10), [
    [1, 1],
    [8, 2],
    [12, 3],
  ]);
});
