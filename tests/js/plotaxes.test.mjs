import assert from "node:assert/strict";
import { test } from "node:test";

import { axesOf } from "../../static/js/plotaxes.js";

const layer = (unit, ...values) => ({
  curve: { unit, axis: "left", decimals: null, option: {} },
  edges: [Float64Array.from(values.flatMap((value, at) => [at, value]))],
});

test("small curves without axes have a scale for each unit", () => {
  const layers = [layer("%", 20, 60), layer("B", 1e9, 2e9), layer("%", 10)];
  const axes = axesOf({ layers, span: { start: 0, end: 9 }, unit: "", bare: true });
  assert.deepEqual(
    axes.map(({ unit, scale: { min, max } }) => [unit, min, max]),
    [
      ["%", 10, 60],
      ["B", 1e9, 2e9],
    ],
  );
});
