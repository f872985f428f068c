import assert from "node:assert/strict";
import { test } from "node:test";

import * as encode from "../../static/js/encode.js";
import { flatten } from "../../static/js/points.js";

const { align, pileUp } = encode;
const encodeLine = (points, pixel) => encode.encodeLine(flatten(points), pixel);
const encodeBars = (points, width) => encode.encodeBars(flatten(points), width);

test("a line is times and values one after the other, gaps as NaN", () => {
  assert.deepEqual(
    [
      ...encodeLine(
        [
          [1, 5],
          [2, 6],
          [3, null],
          [4, 7],
          [5, 8],
        ],
        1,
      ),
    ],
    [1, 5, 2, 6, 3, NaN, 4, 7, 5, 8],
  );
});

test("a reading that stands alone is drawn as a short dash", () => {
  assert.deepEqual(
    [
      ...encodeLine(
        [
          [1, 5],
          [2, null],
          [9, 7],
          [12, null],
        ],
        1,
      ),
    ].slice(0, 4),
    [0, 5, 2, 5],
  );
});

test("bars stand in the middle of their column", () => {
  assert.deepEqual(
    [
      ...encodeBars(
        [
          [0, 5],
          [10, null],
          [20, 6],
        ],
        10,
      ),
    ],
    [5, 5, 25, 6],
  );
});

test("stacked curves get common times with values in between", () => {
  const [a, b] = align([
    [
      [0, 0],
      [10, 10],
    ],
    [
      [0, 1],
      [4, 5],
      [10, 5],
    ],
  ]);
  assert.deepEqual(a, [
    [0, 0],
    [4, 4],
    [10, 10],
  ]);
  assert.deepEqual(b, [
    [0, 1],
    [4, 5],
    [10, 5],
  ]);
});

test("where one curve has nothing it adds nothing", () => {
  const [a] = align([
    [[5, 7]],
    [
      [0, 1],
      [5, 1],
      [10, 1],
    ],
  ]);
  assert.deepEqual(a, [
    [0, 0],
    [5, 7],
    [10, 0],
  ]);
});

test("a gap in all curves of a stack stays a gap", () => {
  const [a, b] = align([
    [
      [0, 1],
      [5, null],
      [10, 1],
    ],
    [
      [0, 2],
      [5, null],
      [10, 2],
    ],
  ]);
  assert.deepEqual(a[1], [5, null]);
  assert.deepEqual(pileUp([a, b])[1], [
    [0, 3],
    [5, null],
    [10, 3],
  ]);
});
