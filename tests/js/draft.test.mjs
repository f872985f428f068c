import assert from "node:assert/strict";
import { test } from "node:test";

import * as drafts from "../../static/js/edit/draft.js";

const LAB = {
  slug: "lab",
  title: "The lab",
  version: 3,
  panels: [
    { id: 7, title: "Air", kind: "line", unit: "", x: 0, y: 0, w: 6, h: 4, queries: [{ series: "air" }], options: {} },
    { id: 9, title: "Load", kind: "stat", unit: "", x: 6, y: 0, w: 6, h: 4, queries: [], options: {} },
  ],
};
const lab = () => drafts.opened(LAB);
const overlapping = (panels) =>
  panels.some((a) =>
    panels.some((b) => a !== b && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h),
  );

test("a draft that was not changed is the definition that it began from", () => {
  const { version, ...definition } = LAB;
  const { description, folder, tags, start, end, zone, variables, ...rest } = drafts.definitionOf(lab());
  assert.deepEqual(rest, definition);
  assert.deepEqual([description, folder, tags, start, end, zone, variables], ["", "", [], "now-1h", "now", "", []]);
});

test("queries that say nothing yet stay in the draft and are not sent", () => {
  const draft = drafts.panelChanged(lab(), "p1", { queries: [{ series: "" }, { formula: "A" }] });
  assert.equal(drafts.panelOf(draft, "p1").queries.length, 2);
  assert.deepEqual(drafts.definitionOf(draft).panels[0].queries, [{ formula: "A" }]);
});

test("no change touches the draft that it was made of", () => {
  const draft = lab();
  const before = JSON.stringify(draft);
  drafts.panelChanged(draft, "p1", { title: "New" });
  drafts.removed(draft, "p2");
  drafts.duplicated(draft, "p1");
  drafts.stepped(draft, "p2", -1);
  drafts.arranged(draft, new Map([["p1", { x: 3, y: 3, w: 3, h: 3 }]]));
  assert.equal(JSON.stringify(draft), before);
});

test("a new panel has a key and a place of its own, and no id", () => {
  const [draft, key] = drafts.added(lab(), { w: 4, h: 3 });
  const panel = drafts.panelOf(draft, key);
  assert.equal(key, "p3");
  assert.deepEqual([panel.x, panel.y, panel.id], [0, 4, undefined]);
  assert.equal("key" in drafts.definitionOf(draft).panels[2], false);
});

test("a new panel fills the rest of the last row", () => {
  const draft = drafts.removed(lab(), "p2");
  const [fuller, key] = drafts.added(draft);
  const { x, y } = drafts.panelOf(fuller, key);
  assert.deepEqual([x, y], [6, 0]);
});

test("a copy is a panel of its own with all that the other has", () => {
  const [draft, key] = drafts.duplicated(lab(), "p1");
  const copy = drafts.panelOf(draft, key);
  assert.deepEqual([copy.title, copy.queries, copy.id], ["Air", [{ series: "air" }], undefined]);
});

test("a key is not used again while its panel may come back", () => {
  let [draft] = drafts.added(lab());
  draft = drafts.removed(draft, "p1");
  assert.equal(drafts.added(draft)[1], "p4");
});

test("a panel steps past its neighbour, whatever their sizes, and none come to lie on another", () => {
  for (const [w, v] of [[6, 6], [4, 8], [12, 3], [5, 3]]) {
    let draft = drafts.opened({ slug: "a", title: "A" });
    [draft] = drafts.added(draft, { w, h: 4 });
    [draft] = drafts.added(draft, { w: v, h: 4 });
    const up = drafts.stepped(draft, "p2", -1);
    assert.deepEqual(drafts.inOrder(up.panels).map(({ key }) => key), ["p2", "p1"]);
    assert.equal(overlapping(up.panels), false);
    assert.equal(up.panels.every(({ x, w: wide }) => x + wide <= 12), true);
  }
  const draft = lab();
  assert.equal(drafts.stepped(draft, "p1", -1), draft);
});
