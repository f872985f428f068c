process.env.TZ = "America/New_York";

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { timeTicks } from "../../static/js/timeaxis.js";
import { parseEdge } from "../../static/js/timerange.js";
import { changeBetween, dayStart, isZone, offsetAt, partsAt, setZone, timeOf, zoneName } from "../../static/js/zone.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONES = [
  ..."UTC Europe/Berlin America/New_York Asia/Kolkata Australia/Lord_Howe".split(" "),
  ..."America/Sao_Paulo Africa/Cairo America/Havana Asia/Kathmandu Pacific/Apia".split(" "),
];

/** The same random numbers in every run. */
function* randoms(seed) {
  for (let state = seed; ; yield state / 2 ** 32) state = (state * 1664525 + 1013904223) % 2 ** 32;
}

/** What Intl says the clocks show, told by itself. */
function shown(time, zone) {
  const numbers = { year: "numeric", month: "2-digit", day: "2-digit" };
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  const format = new Intl.DateTimeFormat("sv-SE", { ...numbers, ...clock, timeZone: zone });
  return format.format(time);
}

/** Moments of 1975 to 2035, half of them within a day of a change of the clocks. */
function* moments(count, seed) {
  const random = randoms(seed);
  const next = () => random.next().value;
  for (let at = 0; at < count; at += 1) {
    const zone = ZONES[at % ZONES.length];
    setZone(zone);
    let time = Math.floor((5 + 60 * next()) * 365.25 * DAY);
    const change = changeBetween(time, time + 200 * DAY);
    if (at % 2 && change !== null) time = change + Math.floor((2 * next() - 1) * DAY);
    yield { zone, time, next };
  }
}

test("clocks show what Intl says, also around their changes", () => {
  for (const { zone, time } of moments(2000, 1)) {
    const { year, month, day, hour, minute, second } = partsAt(time);
    const two = (number) => String(number).padStart(2, "0");
    const own = `${year}-${two(month)}-${two(day)} ${[hour, minute, second].map(two).join(":")}`;
    assert.equal(own, shown(time, zone), `${zone} ${time}`);
  }
});

test("what the clocks show leads back to its time, or the same an hour before", () => {
  for (const { zone, time } of moments(2000, 2)) {
    const back = timeOf(partsAt(time));
    assert.ok(back === time || (back < time && time - back <= HOUR), `${zone} ${time}`);
    assert.equal(shown(back, zone), shown(time, zone));
  }
});

test("a day begins where its date does", () => {
  for (const { zone, time } of moments(1000, 3)) {
    const start = dayStart(time);
    const date = (moment) => shown(moment, zone).slice(0, 10);
    assert.equal(date(start), date(time));
    assert.notEqual(date(start - 1), date(start), `${zone} ${time}`);
  }
});

test("ticks of hours stand at every full hour of the clocks, also in days of 23 and 25", () => {
  for (const { zone, time } of moments(300, 4)) {
    const [start, end] = [time, time + 20 * HOUR];
    const { times } = timeTicks(start, end, 24);
    const quarter = 15 * 60_000;
    const full = [];
    for (let at = Math.ceil(start / quarter) * quarter; at < end; at += quarter) {
      if (shown(at, zone).endsWith(":00:00")) full.push(at);
    }
    assert.deepEqual(times, full, `${zone} ${new Date(time).toISOString()}`);
  }
});

test("ticks of days stand at the beginning of each", () => {
  for (const { zone, time } of moments(300, 5)) {
    const { times } = timeTicks(time, time + 9 * DAY, 12);
    for (const at of times) assert.equal(at, dayStart(at), zone);
    assert.ok(times.length >= 8 && times.length <= 10, `${zone} ${times.length}`);
  }
});

test("wider ticks stay at multiples of the clocks and never crowd", () => {
  for (const { zone, time, next } of moments(400, 6)) {
    const span = (1 + 3 * next()) * DAY;
    const { times } = timeTicks(time, time + span, 6);
    const gaps = times.slice(1).map((at, i) => at - times[i]);
    assert.ok(Math.min(...gaps) > 0.4 * Math.max(...gaps), `${zone} ${time} ${gaps}`);
    for (const at of times) {
      assert.ok(shown(at, zone).endsWith(":00:00") || at === dayStart(at), zone);
    }
  }
});

test("an hour that comes twice has its tick twice", () => {
  setZone("Europe/Berlin");
  const start = Date.UTC(2024, 9, 26, 22);
  const { times, label } = timeTicks(start, start + 5 * HOUR, 6);
  assert.deepEqual(times.map(label), ["27 Oct", "01:00", "02:00", "02:00", "03:00"]);
});

test("a day whose midnight is skipped begins later, and is told as the day", () => {
  setZone("America/Sao_Paulo");
  const start = Date.UTC(2017, 9, 15, 1);
  const { times, label } = timeTicks(start, start + 5 * HOUR, 6);
  assert.deepEqual(times.map(label), ["22:00", "23:00", "15 Oct", "02:00", "03:00"]);
});

test("years before 1 are years too", () => {
  setZone("Europe/Berlin");
  const time = Date.UTC(-44, 2, 15, 12);
  assert.equal(partsAt(time).year, -44);
  assert.equal(timeOf(partsAt(time)), time);
});

test("a zone is known by its name, and without one it is the browser's", () => {
  assert.ok(isZone("Asia/Kathmandu") && isZone("UTC"));
  assert.ok(!isZone("") && !isZone("Mars/Olympus") && !isZone("+99"));
  setZone("");
  assert.equal(zoneName(), "America/New_York");
  assert.equal(offsetAt(Date.UTC(2024, 0, 1)), -5 * HOUR);
});

test("texts mean the times that the server takes them for", () => {
  const path = new URL("../../fixtures/golden/times.json", import.meta.url);
  for (const { text, zone, now, is } of JSON.parse(readFileSync(path, "utf-8"))) {
    setZone(zone);
    const found = parseEdge(text, Date.parse(now));
    assert.equal(new Date(found).toISOString(), new Date(is).toISOString(), `${text} ${zone}`);
  }
});
