process.env.TZ = "Europe/Berlin";

import assert from "node:assert/strict";
import { test } from "node:test";

import { linkTo } from "../../static/js/sharelink.js";

const HERE = "http://localhost:8000/d/lab/?start=now-1h&end=now&var-host=old&panel=3";
const SEEN = {
  range: { start: "now-1h", end: "now" },
  span: { start: 1000.4, end: 5000 },
  variables: [
    { name: "host", every: false, chosen: ["a", "b&c"] },
    { name: "site", every: true, chosen: [] },
  ],
};

test("a link goes on with the clock, and says what is chosen by default too", () => {
  const link = new URL(linkTo(HERE, SEEN, false));
  assert.equal(link.searchParams.get("start"), "now-1h");
  assert.equal(link.searchParams.get("zone"), "Europe/Berlin");
  assert.deepEqual(link.searchParams.getAll("var-host"), ["a", "b&c"]);
  assert.equal(link.searchParams.get("var-site"), "$__all");
  assert.equal(link.searchParams.get("panel"), "3");
});

test("or it stays with the stretch that is shown", () => {
  const { searchParams } = new URL(linkTo(HERE, SEEN, true));
  assert.deepEqual([searchParams.get("start"), searchParams.get("end")], ["1000", "5000"]);
});
