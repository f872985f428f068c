import assert from "node:assert/strict";
import { test } from "node:test";

import { DraftKeeper } from "../../static/js/edit/keeper.js";
import { settled, Timers } from "./timers.mjs";

function keeping(answer = (_, number) => ({ number: number + 1, at: 5, problems: [] })) {
  const timers = new Timers();
  const sent = [];
  const states = [];
  const keeper = new DraftKeeper({
    send: async (definition, number) => {
      sent.push(definition);
      return answer(definition, number);
    },
    onState: () => states.push(keeper.state),
    timers,
  });
  return { keeper, sent, states, timers };
}

const pass = async (timers, ms) => {
  timers.pass(ms);
  await settled();
};

test("changes that follow each other soon are saved together", async () => {
  const { keeper, sent, states, timers } = keeping();
  for (const one of ["a", "b", "c"]) {
    keeper.note(one);
    await pass(timers, 300);
  }
  await pass(timers, 700);
  assert.deepEqual(sent, ["c"]);
  assert.deepEqual([keeper.state, keeper.number, keeper.at, keeper.isAhead], ["saved", 1, 5, false]);
  assert.deepEqual(states, ["waiting", "waiting", "waiting", "saved"]);
});

test("what changes while it is saved is saved next, after the number that came back", async () => {
  let open;
  const first = new Promise((resolve) => (open = resolve));
  const numbers = [];
  const { keeper, sent, timers } = keeping(async (_, number) => {
    numbers.push(number);
    await first;
    return { number: number + 1, at: 5, problems: [] };
  });
  keeper.note("a");
  await pass(timers, 700);
  keeper.note("b");
  await pass(timers, 700);
  assert.deepEqual(sent, ["a"]);
  open();
  await settled();
  await pass(timers, 700);
  assert.deepEqual([sent, numbers, keeper.state], [["a", "b"], [0, 1], "saved"]);
});

test("a draft that does not come through is tried again until it does", async () => {
  let fails = 2;
  const { keeper, sent, timers } = keeping((_, number) => {
    if (fails-- > 0) throw new Error("The server cannot be reached.");
    return { number: number + 1, at: 5, problems: [] };
  });
  keeper.note("a");
  await pass(timers, 700);
  assert.deepEqual([keeper.state, keeper.reason], ["failed", "The server cannot be reached."]);
  await pass(timers, 2000);
  await pass(timers, 5000);
  assert.deepEqual([sent.length, keeper.state, keeper.isAhead], [3, "saved", false]);
});

test("a draft that was saved elsewhere is written over only when that is wanted", async () => {
  let newest = 4;
  const { keeper, sent, timers } = keeping((_, number) => {
    if (number !== newest) throw Object.assign(new Error("conflict"), { data: { code: "conflict" } });
    newest += 1;
    return { number: newest, at: 5, problems: [] };
  });
  keeper.note("a");
  await pass(timers, 700);
  assert.equal(keeper.state, "elsewhere");
  keeper.note("b");
  await pass(timers, 60_000);
  assert.deepEqual(sent, ["a"]);
  await keeper.overwrite(4);
  assert.deepEqual([sent, keeper.state, keeper.number], [["a", "b"], "saved", 5]);
});

test("flushing saves at once what waits", async () => {
  const { keeper, sent } = keeping();
  keeper.note("a");
  await keeper.flush();
  await keeper.flush();
  assert.deepEqual(sent, ["a"]);
});

test("a draft of what was deleted is not tried again", async () => {
  const { keeper, sent, timers } = keeping(() => {
    throw Object.assign(new Error("There is no dashboard 'a'."), { status: 404 });
  });
  keeper.note("a");
  await pass(timers, 700);
  keeper.note("b");
  await pass(timers, 60_000);
  assert.deepEqual([sent, keeper.state, keeper.reason], [["a"], "failed", "There is no dashboard 'a'."]);
});
