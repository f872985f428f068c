process.env.TZ = "Europe/Berlin";

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ago,
  formatExact,
  formatMoment,
  formatSpan,
  toTyped,
} from "../../static/js/reltime.js";

const NOW = Date.UTC(2024, 4, 6, 12, 0, 0);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

test("ages are told in the largest unit that fits", () => {
  const ages = [400, 12_000, 3 * MINUTE, 5 * 60 * MINUTE, 2 * DAY, 800 * DAY];
  const told = ["now", "12 s ago", "3 min ago", "5 h ago", "2 d ago", "2 y ago"];
  assert.deepEqual(
    ages.map((age) => ago(NOW - age, NOW)),
    told,
  );
});

test("what lies ahead is told as such", () => {
  assert.equal(ago(NOW + 2 * MINUTE, NOW), "in 2 min");
});

test("lengths are told in at most two parts", () => {
  const lengths = [40, 1500, 15 * MINUTE, 90 * MINUTE, 51 * 60 * MINUTE, 1460 * DAY];
  const told = ["40 ms", "2 s", "15 min", "1 h 30 min", "2 d 3 h", "4 y"];
  assert.deepEqual(lengths.map(formatSpan), told);
});

test("a moment tells as much of the time as the range needs", () => {
  const told = [100 * DAY, DAY, MINUTE, 5000].map((span) => formatMoment(NOW, span));
  assert.deepEqual(told, [
    "6 May 2024",
    "6 May 2024 14:00",
    "6 May 2024 14:00:00",
    "6 May 2024 14:00:00.000",
  ]);
});

test("the exact time names its offset", () => {
  assert.equal(formatExact(NOW + 7), "2024-05-06 14:00:00.007 +02:00");
});

test("an input for local time gets local time", () => {
  assert.equal(toTyped(NOW), "2024-05-06 14:00:00");
});
