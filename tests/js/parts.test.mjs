import assert from "node:assert/strict";
import { test } from "node:test";

import { Columns } from "../../static/js/columns.js";
import { Crosshair } from "../../static/js/crosshair.js";
import { groupByExtent } from "../../static/js/groups.js";
import { Lag } from "../../static/js/lag.js";
import { shortNames } from "../../static/js/names.js";
import { panelsOf } from "../../static/js/plainpanel.js";
import { Slots } from "../../static/js/slots.js";
import { isReduced, meanKey } from "../../static/js/means.js";
import { meansOf, statsOf } from "../../static/js/stats.js";

const SPAN = { start: 0, end: 100 };

test("colours stay with their series when others come and go", () => {
  const slots = new Slots(10);
  assert.deepEqual(
    ["a", "b", "c"].map((key) => slots.colour(key)),
    [0, 1, 2],
  );
  assert.deepEqual(
    ["c", "d", "a"].map((key) => slots.colour(key)),
    [2, 3, 0],
  );
});

test("after ten colours dashes tell the series apart", () => {
  const slots = new Slots(10);
  for (let i = 0; i < 11; i += 1) slots.slot(`s${i}`);
  assert.equal(slots.colour("s10"), slots.colour("s0"));
  assert.notDeepEqual(slots.dash("s10"), slots.dash("s0"));
});

test("a series that is asked for in another way keeps its colour, beside others that stay", () => {
  const slots = new Slots(10);
  const colours = (...keys) => (slots.follow(keys), keys.map((key) => slots.colour(key)));
  assert.deepEqual(colours("7/m4", "8/m4"), [0, 1]);
  assert.deepEqual(colours("7/mean", "8/mean"), [0, 1]);
  assert.deepEqual(colours("8/mean", "8/max", "7/mean"), [1, 2, 0]);
});

test("all panels are told of a marked moment once a frame", () => {
  const frames = [];
  const crosshair = new Crosshair((call) => frames.push(call));
  const told = [];
  crosshair.subscribe((time) => told.push(time));
  crosshair.mark(1, "a");
  crosshair.mark(2, "a");
  frames.splice(0).forEach((call) => call());
  assert.deepEqual(told, [2]);
});

test("only the panel that marked a moment takes the mark away", () => {
  const crosshair = new Crosshair((call) => call());
  crosshair.mark(1, "a");
  crosshair.clear("b");
  assert.equal(crosshair.time, 1);
  crosshair.clear("a");
  assert.equal(crosshair.time, null);
});

test("statistics are of the readings in the range", () => {
  const columns = new Columns(100);
  columns.replace({
    points: [
      [-1, 99],
      [1, 2],
      [2, 4],
      [3, null],
      [4, 9],
    ],
  });
  assert.deepEqual(statsOf(columns, SPAN), { last: 9, min: 2, mean: 5, max: 9 });
});

test("only of curves that M4 has reduced the mean is asked for, each by its time", () => {
  const curve = (agg, resolution, shift = 0) => ({ id: 7, agg, shift, columns: { resolution } });
  assert.ok(isReduced(curve("m4", 10)));
  assert.ok(![curve("m4", 0), curve("mean", 10), curve("rate", 10)].some(isReduced));
  assert.notEqual(meanKey(curve("m4", 10)), meanKey(curve("m4", 10, 3_600_000)));
});

test("means come from sums and counts over all columns", () => {
  const means = meansOf([
    {
      id: 1,
      query: 0,
      points: [
        [0, 10],
        [5, 20],
      ],
    },
    {
      id: 1,
      query: 1,
      points: [
        [0, 2],
        [5, 4],
      ],
    },
    { id: 2, query: 3, points: [] },
  ]);
  assert.deepEqual([...means], [[1, 5]]);
});

test("how far behind is the median of the latest frames", () => {
  const lag = new Lag();
  for (const late of [40, 45, 9000]) lag.note({ series: { 1: [[1000, 1]] } }, 1000 + late);
  assert.equal(lag.median, 45);
  lag.note({ cursor: "7" }, 5000);
  assert.equal(lag.arrived, 10_000);
});

test("series that are alive are asked for together and old ones by their extent", () => {
  const now = 1e12;
  const groups = groupByExtent(
    [
      { id: 1, first: 0, last: now - 10 },
      { id: 2, first: now - 1e9, last: now - 1000 },
      { id: 3, first: 1e10, last: 5e10 },
      { id: 4, first: 1.01e10, last: 5.01e10 },
      { id: 5, first: null, last: null },
    ],
    now,
  );
  assert.deepEqual(
    groups.map(({ series }) => series.map(({ id }) => id)),
    [
      [1, 2],
      [3, 4],
    ],
  );
  assert.deepEqual([groups[1].start, groups[1].end], [1e10, 5.01e10 + 1]);
});

const cpu = (core) => ({ name: "cpu", label: "", tags: { core, host: "lab" }, unit: "%" });

test("series of one name are told by the tags in which they differ", () => {
  assert.deepEqual(shortNames([cpu("0"), cpu("1")]), ["0", "1"]);
});

test("series of several names keep their names", () => {
  const load = { name: "load", label: "", tags: {}, unit: "" };
  assert.deepEqual(shortNames([cpu("0"), cpu("1"), load]), ["cpu 0", "cpu 1", "load"]);
});

test("a series' own label is its name", () => {
  assert.deepEqual(shortNames([{ name: "x", label: "Boiler", tags: {} }]), ["Boiler"]);
});

test("a counter is drawn as its rate unless an aggregate is named", () => {
  const counter = { id: 1, name: "served", tags: {}, unit: "req", semantics: "counter", points: [] };
  const answer = { start: 0, end: 1, series: [counter] };
  const [drawn] = panelsOf(answer, "").panels;
  assert.deepEqual([drawn.unit, drawn.series[0].unit], ["req/s", "req/s"]);
  assert.equal(panelsOf(answer, "m4").panels[0].unit, "req");
});

test("chosen series share a panel when they share a unit", () => {
  const series = [cpu("0"), { name: "rx", tags: {}, unit: "B" }, cpu("1")].map((one, id) => ({
    ...one,
    id,
    points: [],
  }));
  const { panels } = panelsOf({ start: 0, end: 1, series }, "rate");
  assert.deepEqual(
    panels.map(({ unit }) => unit),
    ["%/s", "B/s"],
  );
  assert.deepEqual(
    panels[0].series.map(({ id }) => id),
    [0, 2],
  );
});
