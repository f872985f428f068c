import assert from "node:assert/strict";
import { test } from "node:test";

import { differences, merged } from "../../static/js/edit/differences.js";

const air = { id: 1, title: "Air", kind: "line", queries: [{ series: "air" }] };
const load = { id: 2, title: "Load", kind: "stat", queries: [] };
const BASE = { title: "Lab", tags: ["a"], panels: [air, load] };

test("equal definitions have no differences, whatever is written out", () => {
  assert.deepEqual(differences({ ...BASE, description: "" }, { ...BASE }, BASE), []);
});

test("each field and each panel that differs is named, and whether I have changed it", () => {
  const mine = { ...BASE, title: "Mine", panels: [{ ...air, title: "My air" }, load] };
  const theirs = { ...BASE, tags: ["b"], panels: [air] };
  const found = differences(mine, theirs, BASE).map(({ part, mineChanged }) => [part, mineChanged]);
  assert.deepEqual(found, [["title", true], ["tags", false], ["My air", true], ["Load", false]]);
});

test("what both have done is put together", () => {
  const mine = { ...BASE, title: "Mine", panels: [{ ...air, title: "My air" }, load] };
  const fresh = { title: "New", kind: "bar", queries: [] };
  const theirs = { ...BASE, tags: ["b"], panels: [air, fresh] };
  const chosen = differences(mine, theirs, BASE).map((difference) => ({
    difference,
    takes: difference.mineChanged ? "mine" : "theirs",
  }));
  assert.deepEqual(merged(mine, chosen), {
    title: "Mine",
    tags: ["b"],
    panels: [{ ...air, title: "My air" }, fresh],
  });
});
