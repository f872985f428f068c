import assert from "node:assert/strict";
import { test } from "node:test";

import { Replay } from "../../static/js/replay.js";

/** A replay of 10 s whose clock is turned by hand. */
function stage() {
  let [now, tick, moved] = [0, null, 0];
  const replay = new Replay({ start: 1000, end: 11_000 }, () => (moved += 1), {
    setInterval: (call) => (tick = call),
    clearInterval: () => (tick = null),
    now: () => now,
  });
  const pass = (ms) => {
    for (let end = now + ms; now < end; ) {
      now += 100;
      tick?.();
    }
  };
  return { replay, pass, moved: () => moved, runs: () => tick !== null };
}

test("it plays from the beginning as fast as it was", () => {
  const { replay, pass } = stage();
  replay.play();
  pass(3000);
  assert.equal(replay.position, 4000);
});

test("another speed holds from where it is", () => {
  const { replay, pass } = stage();
  replay.play();
  pass(1000);
  replay.speed = 5;
  pass(1000);
  assert.equal(replay.position, 7000);
});

test("it stops at the end, and then plays from the beginning", () => {
  const { replay, pass, runs } = stage();
  replay.speed = 100;
  replay.play();
  pass(1000);
  assert.deepEqual([replay.position, replay.playing, runs()], [11_000, false, false]);
  replay.play();
  assert.deepEqual([replay.position, replay.playing], [1000, true]);
});

test("paused it stands still, and can be put anywhere in its stretch", () => {
  const { replay, pass, moved } = stage();
  replay.play();
  pass(500);
  replay.pause();
  pass(5000);
  assert.equal(replay.position, 1500);
  const before = moved();
  replay.seek(8000);
  assert.equal(replay.position, 8000);
  replay.seek(99_000);
  assert.equal(replay.position, 11_000);
  replay.seek(-5);
  assert.equal(replay.position, 1000);
  assert.equal(moved(), before + 3);
});
