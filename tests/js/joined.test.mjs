import assert from "node:assert/strict";
import { test } from "node:test";

import { Joined } from "../../static/js/joined.js";
import { Timers } from "./timers.mjs";

/** A server with one stream at a time, and tabs that share it. */
function stage() {
  const timers = new Timers();
  const streams = [];
  const joined = new Joined((what, handlers) => {
    const stream = { ...what, ...handlers, closed: false };
    stream.close = () => (stream.closed = true);
    streams.push(stream);
    return stream;
  }, timers);
  const tab = (series, cursor = null) => {
    const seen = [];
    const { close } = joined.open(
      { series, cursor },
      {
        onFrame: (frame) => seen.push(frame),
        onResync: (at) => seen.push(`resync ${at}`),
        onClose: () => seen.push("closed"),
      },
    );
    timers.pass(20);
    return { seen, close, cursors: () => seen.map((one) => one.cursor ?? one) };
  };
  const open = () => streams.filter(({ closed }) => !closed);
  return { timers, streams, open, tab, stream: () => streams.at(-1) };
}

const readings = (cursor, ...ids) => ({
  cursor,
  series: Object.fromEntries(ids.map((id) => [id, [[1, 1]]])),
});

test("two tabs have one stream with the series of both", () => {
  const { tab, open, stream } = stage();
  const [one, two] = [tab([1, 2]), tab(["cpu", 2])];
  assert.equal(open().length, 1);
  assert.deepEqual(stream().series, ["1", "2", "cpu"]);
  stream().onFrame({ cursor: "5" });
  assert.deepEqual(one.cursors(), ["5"]);
  assert.deepEqual(two.cursors(), ["5"]);
});

test("a tab is only told of the series that it follows by their numbers", () => {
  const { tab, stream } = stage();
  const [one, two] = [tab([1]), tab(["cpu"])];
  stream().onFrame({ ...readings("5", 1, 2), added: [{ id: 2, name: "cpu" }] });
  assert.deepEqual(one.seen, [readings("5", 1)]);
  assert.deepEqual(Object.keys(two.seen[0].series), ["1", "2"]);
  assert.equal(two.seen[0].added.length, 1);
});

test("a tab whose series are followed already begins at once, without another stream", () => {
  const { tab, streams, stream } = stage();
  tab([1, 2]);
  stream().onFrame({ cursor: "5" });
  stream().onFrame(readings("7", 1));
  const late = tab([2]);
  assert.deepEqual(late.seen, [{ cursor: "7" }]);
  assert.equal(streams.length, 1);
});

test("a tab with other series opens the stream anew from where it was", () => {
  const { tab, open, stream } = stage();
  const one = tab([1]);
  stream().onFrame({ cursor: "5" });
  stream().onFrame(readings("8", 1));
  const two = tab([2]);
  assert.equal(open().length, 1);
  assert.equal(stream().cursor, "8");
  assert.deepEqual(stream().series, ["1", "2"]);
  stream().onFrame(readings("9", 1, 2));
  assert.deepEqual(one.cursors(), ["5", "8", "9"]);
  assert.deepEqual(two.cursors(), ["9"]);
});

test("a tab that closes leaves the others as they are", () => {
  const { tab, open, stream } = stage();
  const [one, two] = [tab([1]), tab([1])];
  stream().onFrame({ cursor: "5" });
  one.close();
  stream().onFrame(readings("6", 1));
  assert.deepEqual(two.cursors(), ["5", "6"]);
  assert.deepEqual(one.cursors(), ["5"]);
  assert.equal(open().length, 1);
  two.close();
  assert.equal(open().length, 0);
});

test("series that nobody follows any more are let go after a while", () => {
  const { tab, stream, timers } = stage();
  tab([1]);
  const two = tab([2]);
  stream().onFrame({ cursor: "5" });
  two.close();
  timers.pass(2000);
  assert.deepEqual(stream().series, ["1"]);
  assert.equal(stream().cursor, "5");
});

test("after a cut tabs come back one by one, and none misses a reading", () => {
  const { tab, open, stream } = stage();
  const cut = [tab([1]), tab([2])];
  stream().onFrame({ cursor: "10" });
  stream().onClose();
  assert.deepEqual(
    cut.map(({ seen }) => seen.at(-1)),
    ["closed", "closed"],
  );
  tab([1], "10");
  assert.equal(stream().cursor, "10");
  stream().onFrame(readings("12", 1));
  const second = tab([2], "10");
  assert.equal(open().length, 1);
  assert.equal(stream().cursor, "10");
  stream().onFrame(readings("12", 1, 2));
  assert.deepEqual(second.seen, [readings("12", 2)]);
});

test("a tab that comes back late queries again, and the others notice nothing", () => {
  const { tab, streams, stream, timers } = stage();
  const one = tab([1, 2]);
  stream().onFrame({ cursor: "9" });
  timers.pass(30_000);
  stream().onFrame({ cursor: "100" });
  const late = tab([2], "20");
  assert.deepEqual(late.seen, ["resync 100"]);
  assert.equal(streams.length, 1);
  const other = tab([3], "20");
  assert.equal(stream().cursor, "100");
  stream().onFrame(readings("101", 3));
  assert.deepEqual(other.seen, ["resync 101"]);
  assert.deepEqual(one.cursors(), ["9", "100", "101"]);
});

test("cursors are compared as numbers", () => {
  const { tab, stream } = stage();
  tab([1], "99");
  const two = tab([2], "100");
  stream().onFrame({ cursor: "100" });
  assert.equal(stream().cursor, "99");
  assert.deepEqual(two.cursors(), ["100"]);
});

test("a tab that would make the stream too large has one of its own", () => {
  const { tab, open } = stage();
  const many = (from) => Array.from({ length: 150 }, (_, at) => from + at);
  tab(many(0));
  const own = tab(many(1000));
  assert.deepEqual(
    open().map(({ series }) => series.length),
    [150, 150],
  );
  own.close();
  assert.equal(open().length, 1);
});
