import assert from "node:assert/strict";
import { test } from "node:test";

import { coloured, escaped, selectorFor } from "../../static/js/edit/curvecolour.js";

const curve = (tags, { id = 1, name = "cpu", look } = {}) => ({ id, origin: { query: 0, name, tags, look } });
const none = { variables: [] };

test("a curve is named by its series, with all of its tags", () => {
  const [one, other] = [curve({ host: "a", core: "0" }), curve({ host: "a", core: "1" })];
  assert.equal(selectorFor(one, [one, other], "cpu{}", none), 'cpu{core="0",host="a"}');
  assert.equal(selectorFor(curve({}), [curve({})], "cpu", none), "cpu");
});

test("a tag that only others have is named as missing", () => {
  const [plain, tagged] = [curve({}), curve({ core: "0" })];
  assert.equal(selectorFor(plain, [plain, tagged], "cpu", none), 'cpu{core=""}');
});

test("what signs mean in selectors is escaped", () => {
  const odd = curve({ 'a"b': "*" }, { name: "x{y}" });
  assert.equal(selectorFor(odd, [odd], "12", none), 'x\\{y\\}{a\\"b="\\*"}');
  assert.equal(escaped(" a,b=c! "), "\\ a\\,b\\=c\\!\\ ");
});

test("a variable with one value stands for what is chosen, one with several where the panel repeats", () => {
  const one = curve({ host: "a", core: "0" });
  const named = (variables, repeat) => selectorFor(one, [one], 'cpu{host="$host", core!="9"}', { variables, repeat });
  assert.equal(named([{ name: "host" }]), 'cpu{core="0",host="$host"}');
  assert.equal(named([{ name: "host", multi: true }]), 'cpu{core="0",host="a"}');
  assert.equal(named([{ name: "host", multi: true }], "host"), 'cpu{core="0",host="$host"}');
  assert.equal(named([{ name: "other" }]), 'cpu{core="0",host="a"}');
  const name = selectorFor(one, [one], "${what}{}", { variables: [{ name: "what" }] });
  assert.equal(name, '${what}{core="0",host="a"}');
});

test("what was combined or computed is named by its tags alone", () => {
  const sum = curve({ host: "a" }, { id: null, name: "sum(cpu)" });
  assert.equal(selectorFor(sum, [sum], "cpu", none), '*{host="a"}');
  const all = curve({}, { id: null, name: "A / B" });
  assert.equal(selectorFor(all, [all], "", none), "*");
});

test("the only curve of a query has the query's colour", () => {
  const one = curve({});
  assert.deepEqual(coloured({ series: "cpu" }, one, [one], "cpu", 3), { color: 3, colors: undefined });
  const had = curve({}, { look: { color: 3 } });
  const none = { color: undefined, colors: undefined };
  assert.deepEqual(coloured({ color: 3 }, had, [had], "cpu", undefined), none);
});

test("of several each has its own, and gives it back", () => {
  const [one, other] = [curve({ core: "0" }), curve({ core: "1" }, { look: { color: 4, color_at: 0 } })];
  const query = { colors: { b: 4 } };
  assert.deepEqual(coloured(query, one, [one, other], "a", 7), { colors: { b: 4, a: 7 } });
  assert.deepEqual(coloured(query, other, [one, other], "b", undefined), { colors: undefined });
  assert.deepEqual(query, { colors: { b: 4 } });
});

test("the query's colour goes when its first curve gets one of its own", () => {
  const [first, second] = [curve({ core: "0" }, { look: { color: 2 } }), curve({ core: "1" })];
  const both = [first, second];
  assert.deepEqual(coloured({ color: 2 }, first, both, "a", 5), { color: undefined, colors: { a: 5 } });
  assert.deepEqual(coloured({ color: 2 }, second, both, "b", 5), { colors: { b: 5 } });
  assert.deepEqual(coloured({ color: 2 }, first, both, "a", undefined), { color: undefined, colors: undefined });
});

test("a selector that others share stays for them, and one that nobody else has is exchanged", () => {
  const look = { color: 1, color_at: 0 };
  const [one, other] = [curve({ core: "0" }, { look }), curve({ core: "1" }, { look })];
  assert.deepEqual(coloured({ colors: { "cpu{}": 1 } }, one, [one, other], "a", 5), { colors: { "cpu{}": 1, a: 5 } });
  const plain = curve({ core: "1" });
  assert.deepEqual(coloured({ colors: { "c*": 1 } }, one, [one, plain], "a", 5), { colors: { a: 5 } });
});
