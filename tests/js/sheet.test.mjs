import assert from "node:assert/strict";
import { test } from "node:test";

import { sheetOf, svgOf } from "../../static/js/sheet.js";

const TOKENS = { surface: "#fff", text: "#111", muted: "#666", font: "system-ui, 'Segoe UI'" };
const entry = (text) => ({ text, colour: "#2f6feb", dash: "solid" });

function sheet(entries, title = "Air") {
  const size = { width: 400, height: 200 };
  return sheetOf({ title, range: "today", entries, ...size }, TOKENS, (text) => 7 * text.length);
}

test("a picture has title, range and legend around the chart, and nothing lies on another", () => {
  const { texts, lines, height, chart } = sheet([entry("Lab 21 °C"), entry("Hall 19 °C")]);
  assert.deepEqual(texts.map(({ text }) => text), ["Air", "today", "Lab 21 °C", "Hall 19 °C"]);
  assert.ok(texts[1].y < chart.y);
  assert.ok(texts[2].y > chart.y + 200 && texts[2].y < height);
  assert.equal(lines.length, 2);
});

test("a long legend takes the rows that it needs", () => {
  const many = sheet(Array.from({ length: 40 }, (_, at) => entry(`Sensor number ${at}`)));
  for (const { x, text } of many.texts.slice(2)) {
    assert.ok(x + 7 * text.length <= many.width, text);
  }
  assert.ok(Math.max(...many.texts.map(({ y }) => y)) < many.height);
});

test("no name can break out of a picture", () => {
  const text = svgOf(sheet([entry('"><script>')], "<b>&"), "<svg/>");
  assert.doesNotMatch(text, /<script|<b>/);
  assert.match(text, /&lt;b&gt;&amp;/);
});
