import assert from "node:assert/strict";
import { test } from "node:test";

import { Columns } from "../../static/js/columns.js";
import { rawSpan } from "../../static/js/rawspan.js";

const SPAN = { start: 0, end: 1_000_000 };

/** A curve of readings `interval` ms apart up to `newest`, folded. */
function curve({ interval = null, count = 0, newest = SPAN.end }) {
  const columns = new Columns(100);
  columns.replace({ points: [[0, 1], [newest, 2]], resolution: 5000, interval });
  return { columns, count };
}

test("the newest readings are shown, as many as are answered one by one", () => {
  const { start, end } = rawSpan([curve({ interval: 10 })], SPAN, 1000);
  assert.equal(end, SPAN.end);
  assert.ok((end - start) / 10 <= 4 * 1000, `${(end - start) / 10} readings`);
  assert.ok((end - start) / 10 >= 2 * 1000);
});

test("the densest series decides", () => {
  const dense = rawSpan([curve({ interval: 10 }), curve({ interval: 1 })], SPAN, 1000);
  assert.deepEqual(dense, rawSpan([curve({ interval: 1 })], SPAN, 1000));
});

test("without a known step it is told by how many there are", () => {
  const { start, end } = rawSpan([curve({ count: 100_000 })], SPAN, 1000);
  assert.equal(end - start, 0.75 * 4 * 1000 * 10);
});

test("where readings ended earlier, their end is shown", () => {
  const { start, end } = rawSpan([curve({ interval: 10, newest: 400_000 })], SPAN, 1000);
  assert.equal(end, 400_001);
  assert.ok(start > 300_000);
});

test("the stretch never begins before the range", () => {
  assert.equal(rawSpan([curve({ interval: 10_000 })], SPAN, 1000).start, SPAN.start);
});
