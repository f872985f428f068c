import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { speak, t, tn } from "../../static/js/i18n.js";

afterEach(() => speak({}, (count) => (count === 1 ? 0 : 1)));

test("a text without a translation is itself", () => {
  assert.equal(t("Save"), "Save");
});

test("values are filled in, and what is not given stays as it is", () => {
  assert.equal(t("{a} of {b}", { a: 1 }), "1 of {b}");
});

test("a translation stands for the text", () => {
  speak({ "Delete {name}": "删除 {name}" });
  assert.equal(t("Delete {name}", { name: "CO₂" }), "删除 CO₂");
});

test("English has a form for one and one for all other numbers", () => {
  assert.equal(tn("{count} panel", "{count} panels", 1), "1 panel");
  assert.equal(tn("{count} panel", "{count} panels", 0), "0 panels");
});

test("a language with one form has it for every number", () => {
  speak({ "{count} panel": ["{count} 个面板"] }, () => 0);
  assert.equal(tn("{count} panel", "{count} panels", 3), "3 个面板");
});
