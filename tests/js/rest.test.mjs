import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { lacks } from "../../static/js/rest.js";

const built = readFileSync(
  new URL("../../static/vendor/echarts/build/echarts.mjs", import.meta.url),
  "utf8",
);

test("the kinds that come with Livecurve need no other file", () => {
  const drawn = "bar candlestick custom gauge heatmap line pie scatter".split(" ");
  for (const type of drawn) {
    assert.equal(lacks({ series: [{ type }], toolbox: [] }), false, type);
    assert.match(built, new RegExp(`install as ${type[0].toUpperCase()}${type.slice(1)}Chart`));
  }
});

test("any other series or component asks for the rest", () => {
  assert.equal(lacks({ series: [{ type: "line" }, { type: "sankey" }] }), true);
  assert.equal(lacks({ series: { type: "radar" } }), true);
  assert.equal(lacks({ series: [{ type: "line" }], dataZoom: [{}] }), true);
});
