import assert from "node:assert/strict";
import { test } from "node:test";

import { Redraw } from "../../static/js/redraw.js";
import { Turns } from "../../static/js/turns.js";

/** A browser whose clock is turned by hand, with `panels` whose drawing takes `cost` ms. */
function stage({ panels = 1, cost = 0, scrolled = () => -Infinity } = {}) {
  const waiting = [];
  let now = 0;
  let frames = 0;
  const turns = new Turns({
    now: () => now,
    frame: (call) => waiting.push({ at: now + 1, call, frame: true }),
    later: (call, ms) => waiting.push({ at: now + ms, call }),
    scrolled: () => scrolled(now),
  });
  const drawn = Array.from({ length: panels }, () => []);
  const inFrame = new Map();
  const redraws = drawn.map((times) => {
    const draw = () => {
      times.push(now);
      inFrame.set(frames, (inFrame.get(frames) ?? 0) + 1);
      now += cost;
    };
    return new Redraw(draw, { turns });
  });
  const pass = (ms) => {
    const end = now + ms;
    for (;;) {
      const due = waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      waiting.splice(waiting.indexOf(due), 1);
      now = Math.max(now, due.at);
      if (due.frame) frames += 1;
      due.call();
    }
    now = Math.max(now, end);
  };
  return { redraw: redraws[0], redraws, drawn: drawn[0], all: drawn, pass, inFrame };
}

test("the first reason to draw draws at once", () => {
  const { redraw, drawn, pass } = stage();
  redraw.request();
  pass(1);
  assert.deepEqual(drawn, [1]);
});

test("reasons that come together make one drawing", () => {
  const { redraw, drawn, pass } = stage();
  for (let i = 0; i < 100; i += 1) redraw.request();
  pass(1);
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

/** Ten readings a second for everyone. */
function storm({ redraws, pass }, seconds) {
  for (let tenth = 0; tenth < 10 * seconds; tenth += 1) {
    for (const redraw of redraws) redraw.request();
    pass(100);
  }
}

test("twelve panels take turns, one or two in a frame, each about three times a second", () => {
  const made = stage({ panels: 12, cost: 4 });
  storm(made, 10);
  for (const times of made.all) {
    assert.ok(times.length >= 28 && times.length <= 38, `${times.length} drawings in 10 s`);
    const waits = times.slice(4).map((time, at) => time - times[at + 3]);
    assert.ok(Math.max(...waits) <= 400, `${Math.max(...waits)} ms`);
  }
  made.inFrame.delete(1);
  assert.ok(Math.max(...made.inFrame.values()) <= 2);
});

test("what was never drawn is drawn together", () => {
  const made = stage({ panels: 12, cost: 4 });
  for (const redraw of made.redraws) redraw.request();
  made.pass(1);
  assert.ok(made.all.every((times) => times.length === 1));
});

test("what takes long to draw is drawn less often", () => {
  const made = stage({ panels: 12, cost: 20 });
  storm(made, 10);
  const drawings = made.all.flat().length;
  assert.ok(drawings * 20 <= 6500, `${drawings * 20} ms of drawing in 10 s`);
  assert.ok(made.all.every((times) => times.length >= 15));
});

test("who has drawn little does not wait for those who have drawn much", () => {
  const made = stage({ panels: 2 });
  const [busy, quiet] = made.redraws;
  for (let time = 0; time < 200; time += 10) {
    busy.request();
    made.pass(10);
  }
  busy.request();
  made.pass(1);
  quiet.request();
  made.pass(2);
  assert.equal(made.all[1].length, 1);
});

test("a page that is scrolled draws what has a picture now and then, and the rest at once", () => {
  const scrolling = (now) => (now < 2000 ? now : 2000);
  const { redraws, all, pass } = stage({ panels: 12, cost: 5, scrolled: scrolling });
  for (const redraw of redraws) redraw.request();
  pass(300);
  assert.ok(all.every(({ length }) => length === 1));
  for (let now = 300; now < 2000; now += 50) {
    for (const redraw of redraws) redraw.request();
    pass(50);
  }
  const meanwhile = all.flat().filter((at) => at > 300 && at < 2000);
  assert.ok(meanwhile.length >= 6 && meanwhile.length <= 10, String(meanwhile.length));
  for (const redraw of redraws) redraw.request();
  pass(1000);
  assert.ok(all.every((times) => times.at(-1) > 2000));
});
