import assert from "node:assert/strict";
import { test } from "node:test";

import { ofSentence, placed } from "../../static/js/edit/problems.js";

test("a problem of a panel's field is placed at that field", () => {
  const reason = "takes a whole number from 1 to 12.";
  assert.deepEqual(placed({ at: "panels[2].w", reason }), { panel: 2, at: "w", reason });
});

test("a problem that names a place inside its field is placed there", () => {
  assert.deepEqual(
    placed({ at: "panels[0].queries", reason: "takes a duration such as 1h, 1d or 28d in queries[1].step." }),
    { panel: 0, at: "queries[1].step", reason: "takes a duration such as 1h, 1d or 28d." },
  );
  assert.deepEqual(placed({ at: "panels[0].queries", reason: "takes in [3] another selector: x." }), {
    panel: 0,
    at: "queries[3].series",
    reason: "takes another selector: x.",
  });
});

test("a problem of the dashboard has no panel", () => {
  assert.deepEqual(placed({ at: "title", reason: "has to be given." }), {
    panel: null,
    at: "title",
    reason: "has to be given.",
  });
});

test("a sentence of drawing is placed by the field that it begins with", () => {
  assert.deepEqual(ofSentence("options.min takes a number below options.max."), {
    panel: null,
    at: "options.min",
    reason: "takes a number below options.max.",
  });
  assert.equal(ofSentence("queries[0].series takes an id.").at, "queries[0].series");
  const other = "There is no series with id 7: see /api/series.";
  assert.deepEqual(ofSentence(other), { panel: null, at: "", reason: other });
});

test("a selector that cannot be read is told at its query", () => {
  const sentence = "series takes a selector, and not 'cpu{host=': a brace is neither closed nor escaped.";
  const placed = ofSentence(sentence, [undefined, "cpu", "cpu{host="]);
  assert.deepEqual(placed, { panel: null, at: "queries[2].series", reason: sentence });
  assert.equal(ofSentence(sentence, ["memory"]).at, "");
});
