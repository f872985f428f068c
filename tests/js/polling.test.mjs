import assert from "node:assert/strict";
import { test } from "node:test";

import { openPolling } from "../../static/js/transports/polling.js";
import { settled } from "./timers.mjs";

/** A server that answers when a test says so. */
function stage(cursor = null) {
  const asked = [];
  const seen = [];
  const ask = (path, params, signal) =>
    new Promise((resolve, reject) => asked.push({ path, params, signal, resolve, reject }));
  const { close } = openPolling(
    { series: [1, "cpu"], cursor },
    {
      onFrame: (frame) => seen.push(frame.cursor),
      onResync: (at) => seen.push(`resync ${at}`),
      onClose: () => seen.push("closed"),
    },
    ask,
  );
  return { asked, seen, close, last: () => asked.at(-1) };
}

test("it asks again from each answer's cursor, and the first answer comes at once", async () => {
  const { asked, seen, last } = stage("3");
  assert.deepEqual(last().params, { series: [1, "cpu"], cursor: "3", wait: 0 });
  last().resolve({ cursor: "5" });
  await settled();
  assert.equal(asked.length, 2);
  assert.deepEqual(last().params, { series: [1, "cpu"], cursor: "5", wait: 25 });
  last().resolve({ cursor: "6", resync: true });
  await settled();
  assert.deepEqual(seen, ["5", "resync 6"]);
  assert.equal(last().params.cursor, "6");
});

test("a request that fails ends it", async () => {
  const { asked, seen, last } = stage();
  last().reject(new Error("away"));
  await settled();
  assert.deepEqual(seen, ["closed"]);
  assert.equal(asked.length, 1);
});

test("closed, it lets its request go and says nothing any more", async () => {
  const { asked, seen, close, last } = stage();
  close();
  assert.ok(last().signal.aborted);
  last().resolve({ cursor: "5" });
  await settled();
  assert.deepEqual(seen, []);
  assert.equal(asked.length, 1);
});
