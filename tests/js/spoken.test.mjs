import assert from "node:assert/strict";
import { test } from "node:test";

import { Columns } from "../../static/js/columns.js";
import { spokenCurves } from "../../static/js/spoken.js";
import { setZone } from "../../static/js/zone.js";

setZone("UTC");
const HOUR = 3_600_000;
const DAY = Date.UTC(2023, 10, 13);
const span = { start: DAY + 14 * HOUR, end: DAY + 16 * HOUR };

function curveOf(label, values, { hidden = false } = {}) {
  const columns = new Columns(100);
  columns.replace({ points: values.map((value, at) => [span.start + at * 60_000, value]) });
  return { id: 1, label, unit: "%", decimals: null, hidden, columns };
}

const spoken = (kind, join, curves) => spokenCurves({ kind, join, span, curves });

test("a curve is told with its range, lowest, highest and last", () => {
  assert.equal(
    spoken("line", "points", [curveOf("cpu", [3, 1, 9, 4])]),
    "Line of 1 series, 13 Nov 2023 14:00 to 13 Nov 2023 16:00: lowest 1.0%, highest 9.0%, last 4.0%.",
  );
});

test("several curves are told by their names, and of many the first", () => {
  const two = [curveOf("a", [1, 2]), curveOf("b", [5]), curveOf("c", [6], { hidden: true })];
  assert.match(
    spoken("bar", "points", two),
    /^Bars of 2 series.*: a: lowest 1.0%, highest 2.0%, last 2.0%; b: lowest 5.0%, .*last 5.0%.$/,
  );
  const many = Array.from({ length: 7 }, (_, at) => curveOf(`n${at}`, [at]));
  assert.match(spoken("area", "points", many), /^Area of 7 series.*n4: [^;]*; 2 more.$/);
});

test("what shows the newest values tells only those", () => {
  const gauges = [curveOf("a", [1, 2]), curveOf("b", [5])];
  assert.equal(spoken("gauge", "last", gauges), "Gauge of 2 series. Newest: a: 2.0%; b: 5.0%.");
});

test("without readings that is told", () => {
  assert.equal(spoken("line", "points", [curveOf("a", [])]), "No readings in this range.");
});
