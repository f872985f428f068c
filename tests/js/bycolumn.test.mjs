import assert from "node:assert/strict";
import { test } from "node:test";

import { byRow } from "../../static/js/bycolumn.js";

test("columns become rows again, wherever they stand", () => {
  const packed = {
    panels: [
      {
        series: [{ points: { columns: [[1, 2, 3], [4, null, 6]] }, count: 3 }],
        shaped: { series: [{ data: { columns: [[0, 1], ["a", "b"], [7, 8]] } }] },
      },
    ],
  };
  const [panel] = byRow(packed).panels;
  assert.deepEqual(panel.series, [{ points: [[1, 4], [2, null], [3, 6]], count: 3 }]);
  assert.deepEqual(panel.shaped.series[0].data, [[0, "a", 7], [1, "b", 8]]);
});

test("all else stays as it is", () => {
  const plain = { start: 1, error: null, panels: [{ title: "a", series: [{ points: [[1, 2]] }], xAxis: ["x", "y"] }] };
  assert.deepEqual(byRow(plain), plain);
});
