import assert from "node:assert/strict";
import { test } from "node:test";

import { Columns } from "../../static/js/columns.js";
import { csvOf } from "../../static/js/csv.js";
import { sorted } from "../../static/js/datadialog.js";
import { fileName } from "../../static/js/save.js";
import { tableOf } from "../../static/js/tabledata.js";

function curve(label, points, more = {}) {
  const columns = new Columns(100);
  columns.replace({ points });
  return { label, columns, band: null, hidden: false, unit: "°C", decimals: null, ...more };
}

const timed = (...curves) => tableOf({ kind: "line", join: "points", option: {}, curves });

test("a row is a time, a column a curve that is shown, and a gap is no row", () => {
  const { columns, rows } = timed(
    curve("a", [[0, 1], [20, 2]]),
    curve("b", [[10, 5], [15, null], [20, 6]]),
    curve("hidden", [[0, 9]], { hidden: true }),
  );
  assert.deepEqual(columns.map(({ label }) => label), ["Time", "a", "b"]);
  assert.deepEqual(rows, [
    [0, 1, null],
    [10, null, 5],
    [20, 2, 6],
  ]);
});

test("a band is two columns more", () => {
  const [low, high] = [[[0, 1]], [[0, 9]]].map((points) => curve("", points).columns);
  const { columns, rows } = timed(curve("mean", [[0, 4]], { band: { low, high } }));
  assert.deepEqual(columns.map(({ label }) => label), ["Time", "mean", "mean, lowest", "mean, highest"]);
  assert.deepEqual(rows, [[0, 4, 1, 9]]);
});

test("what a kind has shaped is told in its own columns", () => {
  const curves = [curve("Wind", [])];
  const histogram = tableOf({
    kind: "histogram",
    join: "shaped",
    option: { series: [{ data: [[0.5, 7, 0, 1]] }] },
    curves,
  });
  assert.deepEqual(histogram.rows, [["Wind", 0, 1, 7]]);
  const heatmap = tableOf({
    kind: "heatmap",
    join: "shaped",
    option: { xAxis: [{ data: ["2010-01-01"] }], yAxis: [{ data: ["00:00", "01:00"] }], series: [{ data: [[0, 1, 4.5]] }] },
    curves,
  });
  assert.deepEqual(heatmap.rows, [["2010-01-01", "01:00", 4.5]]);
});

test("a kind of one's own is told by its numbers", () => {
  const option = { series: [{ data: [[1, 2], { value: [3, 4, 5] }] }] };
  const { columns, rows } = tableOf({ kind: "mine", join: "shaped", option, curves: [curve("x", [])] });
  assert.equal(columns.length, 4);
  assert.deepEqual(rows, [["x", 1, 2], ["x", 3, 4, 5]]);
});

test("a file has times in UTC, numbers as they are, and quotes where they are needed", () => {
  const text = csvOf(timed(curve('the "lab", left', [[0, 0.1]])));
  assert.equal(text, 'Time,"the ""lab"", left (°C)"\r\n1970-01-01T00:00:00.000Z,0.1\r\n');
});

test("rows are sorted by any column, and what is missing comes last", () => {
  const rows = [[0, 3], [1, null], [2, 1]];
  assert.deepEqual(sorted(rows, 1, false).map(([at]) => at), [2, 0, 1]);
  assert.deepEqual(sorted(rows, 1, true).map(([at]) => at), [0, 2, 1]);
  assert.deepEqual(sorted([["b"], ["a"]], 0, false), [["a"], ["b"]]);
});

test("a title becomes a name for a file", () => {
  assert.equal(fileName("CPU / °C: <all>", "png"), "CPU-C-all.png");
  assert.equal(fileName("气温", "svg"), "气温.svg");
  assert.equal(fileName("../..", "csv"), "panel.csv");
});
