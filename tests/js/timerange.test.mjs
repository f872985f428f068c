process.env.TZ = "UTC";

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ALL,
  between,
  describe,
  EARLIEST,
  followsNow,
  fromParams,
  parseDuration,
  parseEdge,
  PRESETS,
  resolve,
} from "../../static/js/timerange.js";

const NOW = Date.UTC(2024, 0, 10, 12);
const HOUR = 3_600_000;
const FALLBACK = { start: "now-15m", end: "now" };

test("durations add up", () => {
  assert.equal(parseDuration("1h30m"), 5_400_000);
  assert.equal(parseDuration("1.5d"), 36 * HOUR);
  assert.equal(parseDuration("250ms"), 250);
});

test("what is no duration is null", () => {
  for (const text of ["", "h", "5", "5x", "0s", "-5m"]) assert.equal(parseDuration(text), null);
});

test("edges are read relative, as milliseconds and as ISO 8601", () => {
  assert.equal(parseEdge("now", NOW), NOW);
  assert.equal(parseEdge("now-6h", NOW), NOW - 6 * HOUR);
  assert.equal(parseEdge("1700000000000", NOW), 1700000000000);
  assert.equal(parseEdge("-371000000000", NOW), -371000000000);
  assert.equal(parseEdge("2012-01-01", NOW), Date.UTC(2012, 0, 1));
  assert.equal(parseEdge("2012-01-01T00:00-08:00", NOW), Date.UTC(2012, 0, 1, 8));
  assert.equal(parseEdge("2023-11-14T22:13:21Z", NOW), 1700000001000);
});

test("edges that cannot be read are null", () => {
  for (const text of ["yesterday", "now-", "now-x", "2012-13-01", "1e400", "999999999999999"]) {
    assert.equal(parseEdge(text, NOW), null, text);
  }
});

test("every preset can be resolved, and all but yesterday follow now", () => {
  for (const preset of PRESETS) {
    const span = resolve(preset, NOW, { start: NOW - HOUR, end: NOW });
    if (preset.start === "now-1d/d") assert.equal(span.end, NOW - 12 * HOUR);
    else assert.ok(span.end === NOW && followsNow(preset), preset.label);
  }
});

test("a start after the end is no range", () => {
  assert.equal(resolve({ start: "now", end: "now-1h" }, NOW), null);
});

test("all time of readings that still come ends now", () => {
  const extent = { start: NOW - 10 * HOUR, end: NOW - 1000 };
  assert.deepEqual(resolve(ALL, NOW, extent), { start: extent.start, end: NOW });
});

test("all time of readings that ended long ago ends with them", () => {
  const extent = { start: NOW - 1000 * HOUR, end: NOW - 900 * HOUR };
  assert.deepEqual(resolve(ALL, NOW, extent), { start: extent.start, end: extent.end + 1 });
});

test("the address decides, and what it cannot say falls back", () => {
  const from = (text) => fromParams(new URLSearchParams(text), FALLBACK);
  assert.deepEqual(from("start=now-6h&end=now-1h"), { start: "now-6h", end: "now-1h" });
  assert.deepEqual(from("start=now-6h"), { start: "now-6h", end: "now" });
  assert.deepEqual(from("start=all&end=now"), { start: "all", end: "now" });
  assert.deepEqual(from("start=rubbish&end=now"), FALLBACK);
  assert.deepEqual(from(""), FALLBACK);
});

test("a selection becomes a fixed range, whichever way it was dragged", () => {
  assert.deepEqual(between(2000.4, 1000.6), { start: "1001", end: "2000" });
  assert.deepEqual(between(5, 5), { start: "5", end: "6" });
  assert.equal(between(-1e16, 0).start, String(EARLIEST));
});

test("ranges are told in words", () => {
  assert.equal(describe(PRESETS[1], NOW), "Last 15 minutes");
  assert.equal(describe(PRESETS[1], NOW, { short: true }), "15 min");
  assert.equal(describe({ start: "now-3h", end: "now" }, NOW), "Last 3 h");
  const fixed = { start: "2024-01-01T10:00", end: "2024-01-01T13:00" };
  assert.equal(describe(fixed, NOW), "1 Jan 2024 10:00 to 1 Jan 2024 13:00");
  assert.equal(describe({ start: "2024-01-01T10:00", end: "now" }, NOW), "1 Jan 2024 10:00 to now");
});
