import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Rotation } from "../../static/js/rotation.js";
import { settled, Timers } from "./timers.mjs";

const ENTRIES = [
  { slug: "a", title: "A", seconds: 30 },
  { slug: "b", title: "B", seconds: 10 },
  { slug: "c", title: "C", seconds: 20 },
];

let timers, scenes, shown, rotation, works;

beforeEach(() => {
  timers = new Timers();
  scenes = [];
  shown = [];
  works = () => true;
  rotation = new Rotation({
    entries: ENTRIES,
    timers,
    onShown: ({ slug }) => shown.push(slug),
    load: ({ slug }) => {
      const scene = { slug, state: "loading", ready: Promise.resolve(works(slug)) };
      scene.show = () => (scene.state = "shown");
      scene.close = () => (scene.state = "closed");
      scenes.push(scene);
      return scene;
    },
  });
});

const open = () => scenes.filter(({ state }) => state !== "closed").map(({ slug }) => slug);

async function pass(ms) {
  for (let at = 0; at < ms; at += 500) {
    timers.pass(500);
    await settled();
  }
}

async function start() {
  rotation.start();
  await settled();
  await pass(500);
}

test("each dashboard is shown for its time, and then the first again", async () => {
  await start();
  assert.deepEqual(shown, ["a"]);
  await pass(29_000);
  assert.deepEqual(shown, ["a"]);
  await pass(1_500);
  assert.deepEqual(shown, ["a", "b"]);
  await pass(10_500);
  await pass(20_500);
  assert.deepEqual(shown, ["a", "b", "c", "a"]);
});

test("the next one is loaded ahead of its time, and the one before closed with its coming", async () => {
  await start();
  await pass(21_000);
  assert.deepEqual(open(), ["a"]);
  await pass(2_000);
  assert.deepEqual(open(), ["a", "b"]);
  assert.equal(scenes[1].state, "loading");
  await pass(8_000);
  assert.deepEqual(open(), ["b"]);
});

test("never more than two are open, however long it plays", async () => {
  await start();
  for (let turn = 0; turn < 200; turn += 1) {
    await pass(5_000);
    assert.ok(open().length <= 2);
  }
});

test("a dashboard that cannot be loaded leaves what is shown, and the next one is tried", async () => {
  await start();
  works = (slug) => slug !== "b";
  await pass(45_000);
  assert.deepEqual(shown, ["a", "c"]);
});

test("without a connection what is shown stays, and goes on once it is back", async () => {
  await start();
  works = () => false;
  await pass(120_000);
  assert.deepEqual(shown, ["a"]);
  assert.deepEqual(open(), ["a"]);
  works = () => true;
  await pass(10_000);
  assert.equal(shown.length, 2);
});

test("while it is paused nothing moves but by hand", async () => {
  await start();
  await pass(25_000);
  rotation.pause();
  await pass(60_000);
  assert.deepEqual(shown, ["a"]);
  assert.deepEqual(open(), ["a"]);
  rotation.go(-1);
  await settled();
  await pass(500);
  assert.deepEqual(shown, ["a", "c"]);
  rotation.pause();
  await pass(20_500);
  assert.deepEqual(shown, ["a", "c", "a"]);
});

test("a playlist that was made shorter goes on from its beginning", async () => {
  await start();
  rotation.replace(ENTRIES.slice(0, 1));
  await pass(31_000);
  assert.deepEqual(open(), ["a"]);
});
