import assert from "node:assert/strict";
import { test } from "node:test";

import { partOf } from "../../static/js/frames.js";
import { Held } from "../../static/js/held.js";

const readings = (...points) => ({ cursor: "1", series: { 1: points } });

test("frames are kept in order and their readings are counted", () => {
  const held = new Held();
  const frames = [readings([1, 1], [2, 2]), readings([3, 3])];
  frames.forEach((frame) => held.add(frame));
  assert.deepEqual(held.frames, frames);
  assert.equal(held.count, 3);
  assert.equal(held.asksAgain, false);
});

test("more than it may keep is only counted", () => {
  const held = new Held(10);
  for (let time = 0; time < 100; time += 1) held.add(readings([time, 0]));
  assert.equal(held.count, 100);
  assert.deepEqual(held.frames, []);
  assert.equal(held.asksAgain, true);
});

test("a frame of known series alone is handed on as it is", () => {
  const frame = { ...readings([1, 1]), changed: { 1: [[0, 1]] } };
  assert.equal(
    partOf(frame, () => true),
    frame,
  );
  assert.deepEqual(
    partOf(frame, () => false),
    { cursor: "1" },
  );
});
