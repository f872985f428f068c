import assert from "node:assert/strict";
import { test } from "node:test";
import { laidOver } from "../../static/js/laying.js";
import { density } from "../../static/js/looks/density.js";
import { namedDays } from "../../static/js/looks/heatmap.js";
import { elementsOf } from "../../static/js/markdown.js";
import { spoken } from "../../static/js/spoken.js";
import { learn } from "../../static/js/statetexts.js";
import { lexer } from "../../static/vendor/marked/marked.esm.js";

/** Elements as text: what they are and what is in them. */
const write = (tag, props, ...children) => {
  const given = Object.entries(props).map(([name, value]) => ` ${name}=${value}`);
  return `<${tag}${given.join("")}>${children.join("")}</${tag}>`;
};
const markdown = (text) => elementsOf(lexer(text), write).join("");

test("what comes from readings is laid over an option by name and place", () => {
  const option = { grid: { left: 0 }, series: [{ type: "bar" }, { type: "bar" }] };
  const parts = { series: [{ data: [1, 2] }], yAxis: [{ data: ["a"] }] };
  assert.deepEqual(laidOver(option, parts), {
    grid: { left: 0 },
    series: [{ type: "bar", data: [1, 2] }, { type: "bar" }],
    yAxis: [{ data: ["a"] }],
  });
  assert.deepEqual(option.series[0], { type: "bar" });
});

test("Markdown becomes elements", () => {
  assert.equal(markdown("a **b** `c`"), "<p>a <strong>b</strong> <code>c</code></p>");
  assert.equal(markdown("- a\n- b"), "<ul><li>a</li><li>b</li></ul>");
  assert.equal(markdown("# a"), "<h3>a</h3>");
});

test("HTML in Markdown stays text", () => {
  const made = [];
  const note = (tag, props, ...children) => made.push({ tag, props, children }) && tag;
  const rest = elementsOf(lexer("<img src=x onerror=alert(1)>\n\n<b>bold</b> a"), note);
  assert.deepEqual(made.map(({ tag }) => tag), ["p"]);
  assert.deepEqual(made[0].children, ["<b>", "bold", "</b>", " a"]);
  assert.match(rest[0], /^<img/);
});

test("links of Markdown lead only where a link may, and images are links", () => {
  assert.equal(markdown("[a](javascript:alert(1))"), "<p>a</p>");
  assert.equal(markdown("[a](//evil.example)"), "<p>a</p>");
  assert.equal(markdown("[a](/d/co2/)"), "<p><a href=/d/co2/>a</a></p>");
  const image = "<p><a href=https://x.example/y.png rel=noopener noreferrer>a</a></p>";
  assert.equal(markdown("![a](https://x.example/y.png)"), image);
});

test("of a long stretch the first days of months are named", () => {
  const days = Array.from({ length: 365 }, (_, at) => {
    return new Date(Date.UTC(2010, 0, 1 + at)).toISOString().slice(0, 10);
  });
  const named = [...namedDays(days, 24)].map((at) => days[at]);
  assert.equal(named.length, 12);
  assert.ok(named.every((day) => day.endsWith("-01")));
  assert.deepEqual([...namedDays(days.slice(0, 10), 5)], [0, 2, 4, 6, 8]);
});

test("a screen reader is told what is shown", () => {
  const one = { label: "Wind", unit: "m/s", count: 1461, points: [[0, 3.4]] };
  assert.equal(
    spoken("histogram", { series: [one] }),
    "Histogram of 1,461 readings. Newest: Wind 3.4 m/s.",
  );
});

test("a screen reader is told the text of a state and not its code", () => {
  learn(7, { 1: "wide open" });
  const door = { id: 7, label: "Door", unit: "", agg: "m4", count: 2, points: [[0, 0], [1, 1]] };
  assert.equal(
    spoken("states", { series: [door] }),
    "States of 2 readings. Newest: Door wide open.",
  );
});

test("the sizes of a histogram over time are in the unit of the series", () => {
  const option = { xAxis: [{ data: ["0", "1000"] }], yAxis: [{ data: ["5", "10"] }], series: [{}] };
  const span = { start: 0, end: 2000 };
  const place = { span, width: 400, height: 200, unit: "", curves: [{ unit: "%" }], tokens: {} };
  const { yAxis } = density({ ...option, visualMap: [{}], grid: {} }, place);
  assert.deepEqual(["5", "10"].map(yAxis[0].axisLabel.formatter), ["5%", "10%"]);
});
