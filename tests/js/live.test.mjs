import assert from "node:assert/strict";
import { test } from "node:test";

import { Live } from "../../static/js/live.js";
import { settled, Timers } from "./timers.mjs";

/** A server: connections, queries, and what the page was given. */
function stage(more = {}) {
  const timers = new Timers();
  const connections = [];
  const queries = [];
  const seen = [];
  const states = [];
  const live = new Live({
    open: (what, handlers) => {
      const connection = {
        ...what,
        ...handlers,
        closed: false,
        close: () => (connection.closed = true),
      };
      connections.push(connection);
      return connection;
    },
    load: (signal) =>
      new Promise((resolve, reject) => {
        queries.push({ signal, resolve, reject });
      }),
    onAnswer: (answer) => seen.push(["answer", answer]),
    onFrame: (frame) => seen.push(["frame", frame.cursor]),
    onError: (error) => seen.push(["error", error.message]),
    onState: () => states.push(live.connection),
    timers,
    ...more,
  });
  const answer = async (value, at = queries.length - 1) => {
    queries[at].resolve(value);
    await settled();
  };
  return {
    live,
    timers,
    connections,
    queries,
    seen,
    states,
    answer,
    server: () => connections.at(-1),
  };
}

const frame = (cursor, more = {}) => ({
  cursor: String(cursor),
  series: { 1: [[cursor, 1]] },
  ...more,
});

test("it queries only after the first event has come", async () => {
  const { live, server, queries, seen, answer } = stage();
  live.start([1, 2]);
  assert.deepEqual(server().series, [1, 2]);
  assert.equal(queries.length, 0);
  server().onFrame({ cursor: "5" });
  assert.equal(queries.length, 1);
  await answer("history");
  assert.deepEqual(seen, [["answer", "history"]]);
});

test("frames that come during the query are applied after its answer, in order", async () => {
  const { live, server, seen, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  server().onFrame(frame(6));
  server().onFrame(frame(7));
  assert.deepEqual(seen, []);
  await answer("history");
  server().onFrame(frame(8));
  assert.deepEqual(seen, [
    ["answer", "history"],
    ["frame", "6"],
    ["frame", "7"],
    ["frame", "8"],
  ]);
});

test("frames during a later query reach the old curve at once and the new one again", async () => {
  const { live, server, seen, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  await answer("first");
  live.reload();
  server().onFrame(frame(6));
  await answer("second");
  assert.deepEqual(seen, [
    ["answer", "first"],
    ["frame", "6"],
    ["answer", "second"],
    ["frame", "6"],
  ]);
});

test("the answer to a query that was given up is not shown", async () => {
  const { live, server, queries, seen, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  live.reload();
  assert.ok(queries[0].signal.aborted);
  await answer("late", 0);
  await answer("right", 1);
  assert.deepEqual(seen, [["answer", "right"]]);
});

test("a lost connection comes back from its cursor without a new query", async () => {
  const { live, server, connections, queries, timers, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  server().onFrame(frame(9));
  server().onClose();
  assert.equal(live.connection, "waiting");
  timers.pass(250);
  assert.equal(connections.length, 2);
  assert.equal(server().cursor, "9");
  server().onFrame(frame(10));
  assert.equal(live.connection, "live");
  assert.equal(queries.length, 1);
});

test("attempts wait longer and longer, and a success starts anew", async () => {
  const { live, server, connections, timers, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  for (let attempt = 0; attempt < 12; attempt += 1) {
    server().onClose();
    timers.pass(15_000);
  }
  assert.equal(connections.length, 13);
  server().onClose();
  timers.pass(7_000);
  assert.equal(connections.length, 13);
  timers.pass(15_000);
  server().onFrame({ cursor: "6" });
  server().onClose();
  timers.pass(250);
  assert.equal(connections.length, 15);
});

test("told to resync it queries again and goes on from the cursor that it was given", async () => {
  const { live, server, queries, timers, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  server().onResync("80");
  timers.pass(250);
  assert.equal(queries.length, 2);
  await answer("again");
  server().onClose();
  timers.pass(250);
  assert.equal(server().cursor, "80");
});

test("a resync as the first event makes one query, not two", async () => {
  const { live, server, queries, timers, answer } = stage();
  live.start([1]);
  server().onResync("80");
  await answer("history");
  timers.pass(250);
  assert.equal(queries.length, 1);
});

test("changes that come together make one query", async () => {
  const { live, server, queries, timers, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  server().onFrame({ cursor: "6", changed: { 1: [[0, 10]] } });
  server().onFrame({ cursor: "7", changed: { 1: [[20, 30]] } });
  timers.pass(250);
  assert.equal(queries.length, 2);
});

test("a change during a query makes another one", async () => {
  const { live, server, queries, timers, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  server().onFrame({ cursor: "6", changed: { 1: [[0, 10]] } });
  await answer("maybe without the change");
  timers.pass(250);
  assert.equal(queries.length, 2);
});

test("a series that is added is queried", async () => {
  const { live, server, queries, timers, answer } = stage();
  live.start(["cpu"]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  server().onFrame({ cursor: "6", added: [{ id: 9, name: "cpu", tags: {}, unit: "" }] });
  timers.pass(250);
  assert.equal(queries.length, 2);
});

const twoSeries = {
  cursor: "6",
  series: {
    1: [
      [1, 1],
      [2, 2],
    ],
    2: [[1, 1]],
  },
};

test("while paused readings are kept and counted, and shown without a query on going on", async () => {
  const { live, server, queries, seen, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  live.pause();
  server().onFrame(twoSeries);
  server().onFrame(frame(7));
  assert.equal(live.missed, 4);
  assert.deepEqual(seen, [["answer", "history"]]);
  live.resume();
  assert.equal(live.missed, 0);
  assert.equal(queries.length, 1);
  assert.deepEqual(seen.slice(1), [
    ["frame", "6"],
    ["frame", "7"],
  ]);
});

test("what a stream tells again after a cut is counted once while paused", async () => {
  const { live, server, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  live.pause();
  server().onFrame(twoSeries);
  server().onFrame({ ...twoSeries, cursor: "8" });
  assert.equal(live.missed, 3);
});

for (const [what, tell] of [
  ["a change", (server) => server.onFrame({ cursor: "6", changed: { 1: [[0, 10]] } })],
  ["a resync", (server) => server.onResync("80")],
]) {
  test(`${what} while paused is queried on going on`, async () => {
    const { live, server, queries, timers, answer } = stage();
    live.start([1]);
    server().onFrame({ cursor: "5" });
    await answer("history");
    live.pause();
    tell(server());
    timers.pass(250);
    assert.equal(queries.length, 1);
    live.resume();
    assert.equal(queries.length, 2);
  });
}

test("of a shared stream only the series that are shown are told", async () => {
  const told = [];
  const { live, server, queries, timers, answer } = stage({
    knows: (id) => id === "1",
    onFrame: (frame) => told.push(frame),
  });
  live.start(["cpu"]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  server().onFrame({ ...twoSeries, changed: { 2: [[0, 1]] } });
  assert.deepEqual(told, [{ cursor: "6", series: { 1: twoSeries.series[1] } }]);
  timers.pass(250);
  assert.equal(queries.length, 1);
});

test("without live events the history is shown all the same", async () => {
  const { live, queries, timers } = stage();
  live.start([1]);
  timers.pass(5000);
  assert.equal(queries.length, 1);
});

test("history that was shown before the stream stood is queried again", async () => {
  const { live, server, queries, timers, seen, answer } = stage();
  live.start([1]);
  timers.pass(5000);
  await answer("before");
  server().onFrame({ cursor: "5" });
  assert.equal(queries.length, 2);
  await answer("after");
  assert.deepEqual(seen, [
    ["answer", "before"],
    ["answer", "after"],
  ]);
});

test("a slow answer is waited for, not asked for again", () => {
  const { live, server, queries, timers } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  timers.pass(5000);
  assert.equal(queries.length, 1);
});

test("a server that refuses the stream still gives the history at once", async () => {
  const { live, server, queries } = stage();
  live.start([1]);
  server().onClose();
  assert.equal(queries.length, 1);
});

test("a failed query is told, and tried again when the connection is back", async () => {
  const { live, server, queries, seen, timers } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  queries[0].reject(new Error("The server cannot be reached."));
  await settled();
  assert.deepEqual(seen, [["error", "The server cannot be reached."]]);
  server().onClose();
  timers.pass(250);
  server().onFrame({ cursor: "6" });
  assert.ok(queries.length > 1);
});

test("events of a connection that was left are ignored", async () => {
  const { live, connections, seen, answer } = stage();
  live.start([1]);
  connections[0].onFrame({ cursor: "5" });
  await answer("one");
  live.follow([2]);
  assert.ok(connections[0].closed);
  connections[0].onFrame(frame(6));
  assert.deepEqual(seen, [["answer", "one"]]);
  assert.equal(connections[1].cursor, null);
});

test("who knows a cursor from before queries and subscribes at once", async () => {
  const { live, server, queries, seen, answer } = stage();
  live.follow([1], "4");
  assert.equal(server().cursor, "4");
  assert.equal(queries.length, 1);
  server().onFrame(frame(6));
  assert.equal(queries.length, 1);
  await answer("history");
  server().onFrame(frame(7));
  assert.deepEqual(seen, [
    ["answer", "history"],
    ["frame", "6"],
    ["frame", "7"],
  ]);
});

test("where the stream does not go on from that cursor, it queries again", async () => {
  const { live, server, queries, timers, answer } = stage();
  live.follow([1], "4");
  server().onResync("9");
  await answer("history");
  timers.pass(250);
  assert.equal(queries.length, 2);
});

test("a page that nobody looks at lets its stream go and comes back from the cursor", async () => {
  const { live, server, connections, queries, answer } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  live.suspend();
  assert.ok(connections[0].closed);
  live.wake();
  assert.equal(server().cursor, "5");
  server().onFrame(frame(6));
  assert.equal(queries.length, 1);
});

test("series that the server can read are followed in place of those it refuses", () => {
  const { live, server, connections } = stage();
  live.start(["good", "bad{"]);
  server().onClose();
  live.settle(["good"]);
  assert.deepEqual(connections.at(-1).series, ["good"]);
});

test("series that the answer alone knows are followed from then on, without another query", async () => {
  const { live, server, connections, answer, queries } = stage();
  live.start(["plain"]);
  server().onFrame({ cursor: "5" });
  await answer("history");
  live.settle(["plain", "filled in"]);
  assert.deepEqual(connections.at(-1).series, ["plain", "filled in"]);
  assert.equal(connections.at(-1).cursor, "5");
  server().onFrame(frame(6));
  assert.deepEqual([live.connection, queries.length], ["live", 1]);
  const { length } = connections;
  live.settle(["plain"]);
  assert.equal(connections.length, length);
});

test("where the server refuses all of them there is nothing to follow, and none is waited for", () => {
  const { live, server, connections } = stage();
  live.start(["bad{"]);
  server().onClose();
  assert.equal(live.connection, "waiting");
  live.settle([]);
  assert.equal(live.connection, "stopped");
  assert.equal(connections.length, 1);
});

test("it counts what a frame says was left out, and how often all was to be asked for again", () => {
  const { live, server } = stage();
  live.start([1]);
  server().onFrame({ cursor: "5" });
  server().onFrame(frame(6, { dropped: 40, changed: { 1: [[0, 6]] } }));
  server().onFrame(frame(7, { dropped: 2, changed: { 1: [[6, 7]] } }));
  server().onResync("80");
  assert.deepEqual([live.dropped, live.resyncs], [42, 1]);
});
