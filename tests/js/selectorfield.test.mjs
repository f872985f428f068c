import assert from "node:assert/strict";
import { test } from "node:test";

import { complete } from "../../static/js/edit/selectorfield.js";

const put = (part, rest = "") => complete({ insert: "web1" }, part, rest).text;

test("a chosen value closes its quote, and the selector where it is the only one", () => {
  assert.equal(put("value"), 'web1"}');
  assert.equal(put("value", '"}'), "web1");
  assert.equal(put("listed"), 'web1"');
  assert.equal(put("listed", '")}'), "web1");
});

test("a chosen tag goes on with its value", () => {
  assert.deepEqual(complete({ insert: "host" }, "tag", ""), { text: 'host="', goOn: true });
});
