import assert from "node:assert/strict";
import { test } from "node:test";

import { dressSeries } from "../../static/js/dress.js";

const looks = { colour: "#123456", dash: [6, 4], sparse: false, stacked: false };

test("bars of before are outlines with dashes, below those of now", () => {
  const now = dressSeries({ type: "bar" }, { ...looks, dash: "solid" });
  const before = dressSeries({ type: "bar" }, { ...looks, past: true });
  assert.equal(now.itemStyle.color, "#123456");
  const { color, borderColor, borderType } = before.itemStyle;
  assert.deepEqual([color, borderColor, borderType], ["transparent", "#123456", [6, 4]]);
  assert.ok(before.z < now.z);
});

test("areas of before are lines, but for those in a stack", () => {
  const area = { type: "line", areaStyle: {} };
  const filled = (how) => Boolean(dressSeries(area, { ...looks, ...how }).areaStyle);
  assert.deepEqual([{}, { past: true }, { past: true, stacked: true }].map(filled), [true, false, true]);
});
