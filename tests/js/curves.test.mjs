import assert from "node:assert/strict";
import { test } from "node:test";

import { curvesOf } from "../../static/js/curves.js";
import { displayOf, reachedBy } from "../../static/js/display.js";
import { Hidden } from "../../static/js/hidden.js";
import { Slots } from "../../static/js/slots.js";

const points = [[0, 1]];

/** The curves of an answer with these series. */
function curves(...series) {
  return curvesOf(
    { series: series.map((one) => ({ points, ...one })), join: "points" },
    { option: {}, width: 100, unit: "", slots: new Slots(10), hidden: new Hidden(), keep: new Map() },
  );
}

test("a panel's colours are those of its series, and the others take what is left", () => {
  const [plain, slot, own, next] = curves(
    { id: 1 },
    { id: 2, look: { color: 1 } },
    { id: 3, look: { color: "#ff0088" } },
    { id: 4 },
  );
  assert.equal(slot.slot, 0);
  assert.equal(own.colour, "#ff0088");
  assert.equal(plain.slot, 1);
  assert.equal(new Set([plain, slot, next].map((one) => one.slot)).size, 3);
});

test("two times before are told apart, whichever is named first", () => {
  const past = (shift) => ({ id: 7, look: { dash: true, shift } });
  const dashes = curves(past(7e8), { id: 7 }, past(1e8)).map(({ dash }) => String(dash));
  assert.deepEqual(dashes, ["2,2", "solid", "6,4"]);
});

test("readings of another time have the colour of the present, dashed, and take nothing live", () => {
  const [now, before] = curves(
    { id: 7, agg: "m4" },
    { id: 7, agg: "m4", look: { dash: true, shift: 86_400_000 } },
  );
  assert.notEqual(now.key, before.key);
  assert.equal(before.slot, now.slot);
  assert.deepEqual([now.dash, before.dash], ["solid", [6, 4]]);
  assert.deepEqual([now.appends, before.appends], [true, false]);
  assert.equal(before.shift, 86_400_000);
});

test("readings of another time have the colour that was chosen for those of the present", () => {
  const shift = { dash: true, shift: 86_400_000 };
  const sum = (key, look) => ({ key, label: key, live: false, look });
  const [, red, , before, own] = curves(
    sum("sum(a)"),
    sum("sum(b)", { color: "#ff0000" }),
    { id: 7, look: { color: 4 } },
    sum("sum(b)", shift),
    { id: 7, look: { ...shift, color: 9 } },
  );
  assert.deepEqual([before.colour, before.dash], [red.colour, [6, 4]]);
  assert.equal(own.slot, 8);
});

test("what is computed of several series takes nothing live and has a name of its own", () => {
  const [sum, mean] = curves({ label: "Sum", live: false }, { label: "Mean", live: false });
  assert.deepEqual([sum.appends, mean.appends], [false, false]);
  assert.notEqual(sum.key, mean.key);
});

test("a band has its own columns beside the mean", () => {
  const [curve] = curves({ id: 1, agg: "mean", low: [[0, -2]], high: [[0, 3]], look: { band: true } });
  assert.deepEqual(curve.band.low.points, [[0, -2]]);
  assert.deepEqual(curve.band.high.points, [[0, 3]]);
});

test("axis, unit and decimals are the series' own where it names them", () => {
  const [own, other] = curves(
    { id: 1, unit: "°C", look: { axis: "right", decimals: 3 } },
    { id: 2 },
  );
  assert.deepEqual([own.axis, own.unit, own.decimals], ["right", "°C", 3]);
  assert.deepEqual([other.axis, other.unit, other.decimals], ["left", "", null]);
});

test("a value is in the state of the highest threshold that it has reached", () => {
  const { thresholds } = displayOf({
    thresholds: [
      { value: 0, state: "ok", label: "" },
      { value: 80, state: "warning", label: "" },
      { value: 90, state: "critical", label: "" },
    ],
  });
  const states = [-1, 0, 80, 95, null].map((value) => reachedBy(thresholds, value)?.state);
  assert.deepEqual(states, [undefined, "ok", "warning", "critical", undefined]);
});
