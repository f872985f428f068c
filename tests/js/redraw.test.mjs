import assert from "node:assert/strict";
import { test } from "node:test";

import { Redraw } from "../../static/js/redraw.js";

/** A browser whose clock is turned by hand. */
function stage() {
  const waiting = [];
  let now = 0;
  const drawn = [];
  const host = {
    now: () => now,
    frame: (call) => waiting.push({ at: now, call }),
    later: (call, ms) => waiting.push({ at: now + ms, call }),
  };
  const redraw = new Redraw(() => drawn.push(now), host);
  const pass = (ms) => {
    now += ms;
    for (let at = 0; at < waiting.length; at += 1) {
      if (waiting[at].at > now) continue;
      waiting.splice(at, 1)[0].call();
      at = -1;
    }
  };
  return { redraw, drawn, pass };
}

test("the first reason to draw draws at once", () => {
  const { redraw, drawn, pass } = stage();
  redraw.request();
  pass(0);
  assert.deepEqual(drawn, [0]);
});

test("reasons that come together make one drawing", () => {
  const { redraw, drawn, pass } = stage();
  for (let i = 0; i < 100; i += 1) redraw.request();
  pass(0);
  assert.equal(drawn.length, 1);
});

test("a storm of readings is drawn a few times a second", () => {
  const { redraw, drawn, pass } = stage();
  for (let ms = 0; ms < 10_000; ms += 10) {
    redraw.request();
    pass(10);
  }
  assert.ok(drawn.length >= 40 && drawn.length <= 55, `${drawn.length} drawings in 10 s`);
});

test("the last reason is never lost", () => {
  const { redraw, drawn, pass } = stage();
  for (let i = 0; i < 4; i += 1) {
    redraw.request();
    pass(1);
  }
  pass(250);
  assert.ok(drawn.at(-1) >= 4);
});
