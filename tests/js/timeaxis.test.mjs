process.env.TZ = "America/New_York";

import assert from "node:assert/strict";
import { test } from "node:test";

import { timeTicks } from "../../static/js/timeaxis.js";

const at = (...parts) => new Date(...parts).getTime();
const labels = (start, end, most) => {
  const { times, label } = timeTicks(start, end, most);
  return times.map(label);
};

test("minutes are told as clock times", () => {
  const start = at(2024, 0, 10, 9, 58, 30);
  assert.deepEqual(labels(start, start + 600_000, 5), [
    "10:00",
    "10:02",
    "10:04",
    "10:06",
    "10:08",
  ]);
});

test("midnight is told as the day", () => {
  assert.deepEqual(labels(at(2024, 0, 10, 18), at(2024, 0, 11, 7), 5), [
    "18:00",
    "21:00",
    "11 Jan",
    "03:00",
    "06:00",
  ]);
});

test("ticks stay on round local hours when clocks are put forward", () => {
  const told = labels(at(2024, 2, 9, 12), at(2024, 2, 10, 13), 5);
  assert.deepEqual(told, ["12:00", "18:00", "10 Mar", "06:00", "12:00"]);
});

test("months are told by name and January by its year", () => {
  assert.deepEqual(labels(at(2023, 9, 1), at(2024, 3, 2), 8), [
    "Oct",
    "Nov",
    "Dec",
    "2024",
    "Feb",
    "Mar",
    "Apr",
  ]);
});

test("centuries before 1970 have round years", () => {
  const told = labels(at(1700, 0, 1), at(2009, 0, 1), 7);
  assert.deepEqual(told, ["1700", "1750", "1800", "1850", "1900", "1950", "2000"]);
});

test("the first century is not the twentieth", () => {
  const start = new Date(2000, 0, 1).setFullYear(50);
  const { times } = timeTicks(start, start + 3e12, 6);
  assert.equal(new Date(times[0]).getFullYear(), 60);
});

test("milliseconds are told within their second", () => {
  const start = at(2024, 0, 10, 10, 0, 3);
  assert.deepEqual(
    labels(start, start + 100, 4),
    ["10:00:03", "03.050"].map((one, i) => (i ? one : "03.000")),
  );
});

test("there are never more ticks than have room", () => {
  for (let span = 10; span < 1e14; span *= 1.7) {
    const { times } = timeTicks(at(1990, 5, 3), at(1990, 5, 3) + span, 6);
    assert.ok(times.length <= 9, `${times.length} ticks for ${span} ms`);
    assert.ok(times.every((time, i) => i === 0 || time > times[i - 1]));
  }
});
