import assert from "node:assert/strict";
import { test } from "node:test";

import { Ladder } from "../../static/js/ladder.js";
import { settled, Timers } from "./timers.mjs";

/** Two transports, and a page that uses what the ladder gives. */
function stage({ reachable = true } = {}) {
  const timers = new Timers();
  const opened = [];
  const state = { reachable, seen: [], closed: 0 };
  const rung = (name) => ({
    name,
    open: (what, handlers) => {
      const connection = { name, what, ...handlers, closed: false };
      connection.close = () => (connection.closed = true);
      opened.push(connection);
      return connection;
    },
  });
  const ladder = new Ladder({
    rungs: [rung("best"), rung("other"), rung("last")],
    reachable: async () => state.reachable,
    timers,
  });
  const open = (cursor = null) =>
    ladder.open(
      { series: [1], cursor },
      {
        onFrame: (frame) => state.seen.push(frame.cursor),
        onResync: (cursor) => state.seen.push(`resync ${cursor}`),
        onClose: () => (state.closed += 1),
      },
    );
  return { timers, opened, state, ladder, open, last: () => opened.at(-1) };
}

test("the best transport is used while it works", async () => {
  const { ladder, open, last, state } = stage();
  open();
  last().onFrame({ cursor: "5" });
  last().onResync("9");
  assert.equal(ladder.name, "best");
  assert.deepEqual(state.seen, ["5", "resync 9"]);
});

test("a stream that never begins gives way to the next transport", async () => {
  const { ladder, open, last, timers, state } = stage();
  open();
  timers.pass(4000);
  await settled();
  assert.ok(last().closed);
  assert.equal(state.closed, 1);
  assert.equal(ladder.name, "other");
  open();
  assert.equal(last().name, "other");
});

test("a transport that is refused twice gives way", async () => {
  const { ladder, open, last } = stage();
  for (const name of ["best", "other"]) {
    open();
    last().onClose();
    await settled();
    assert.equal(ladder.name, name);
  }
});

test("streams that are cut soon after they began count as refused", async () => {
  const { ladder, open, last, timers } = stage();
  for (const name of ["best", "other"]) {
    open();
    last().onFrame({ cursor: "5" });
    timers.pass(1000);
    last().onClose();
    await settled();
    assert.equal(ladder.name, name);
  }
});

test("a stream that lasted may end again and again", async () => {
  const { ladder, open, last, timers } = stage();
  for (let time = 0; time < 5; time += 1) {
    open();
    last().onFrame({ cursor: "5" });
    timers.pass(10_000);
    last().onClose();
    await settled();
  }
  assert.equal(ladder.name, "best");
});

test("a server that is away is no reason to change", async () => {
  const { ladder, open, last, timers } = stage({ reachable: false });
  for (let time = 0; time < 5; time += 1) {
    open();
    last().onClose();
    await settled();
  }
  open();
  timers.pass(4000);
  await settled();
  assert.equal(ladder.name, "best");
});

test("after the last transport the best one is tried again", async () => {
  const { ladder, open, timers } = stage();
  for (const name of ["other", "last", "best"]) {
    open();
    timers.pass(4000);
    await settled();
    assert.equal(ladder.name, name);
  }
});

/** A page that had to take the second transport. */
async function second() {
  const made = stage();
  made.open();
  made.timers.pass(4000);
  await settled();
  made.open();
  made.last().onFrame({ cursor: "5" });
  made.used = made.last();
  return made;
}

test("the better transport is tried beside the one in use, and taken when it begins", async () => {
  const { ladder, open, opened, timers, used, state, last } = await second();
  used.onFrame({ cursor: "8" });
  const closed = state.closed;
  timers.pass(30_000);
  const probe = opened.at(-1);
  assert.equal(probe.name, "best");
  assert.equal(probe.what.cursor, "8");
  used.onFrame({ cursor: "9" });
  assert.equal(state.seen.at(-1), "9");
  probe.onFrame({ cursor: "9" });
  assert.ok(probe.closed && used.closed);
  assert.equal(state.closed, closed + 1);
  assert.equal(ladder.name, "best");
  open("9");
  assert.equal(last().name, "best");
});

test("a better transport that still fails is tried later and later", async () => {
  const { ladder, opened, timers, used } = await second();
  const tries = () => opened.filter(({ name }) => name === "best").length - 1;
  timers.pass(30_000);
  assert.equal(tries(), 1);
  timers.pass(4000);
  await settled();
  timers.pass(30_000);
  assert.equal(tries(), 1);
  timers.pass(30_000);
  assert.equal(tries(), 2);
  used.onFrame({ cursor: "6" });
  assert.equal(ladder.name, "other");
});

test("what was closed says nothing any more and tries nothing", async () => {
  const { open, opened, timers, state } = stage();
  open().close();
  timers.pass(60_000);
  await settled();
  assert.ok(opened[0].closed);
  opened[0].onFrame({ cursor: "5" });
  opened[0].onClose();
  await settled();
  assert.deepEqual(state.seen, []);
  assert.equal(state.closed, 0);
  assert.equal(opened.length, 1);
});
