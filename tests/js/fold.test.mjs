import assert from "node:assert/strict";
import { test } from "node:test";

import { fold, foldColumn } from "../../static/js/fold.js";

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
