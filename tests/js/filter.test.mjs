import assert from "node:assert/strict";
import { test } from "node:test";

import { fits, wantedIn } from "../../static/js/home/filter.js";

const cellar = {
  title: "Cellar",
  description: "Air below the house",
  folder: "House/Below",
  tags: ["air", "wet"],
};
const shown = (address) => fits(cellar, wantedIn(address));

test("every word has to stand in the name, the description, the folder or a tag", () => {
  assert.equal(shown("?search=cell"), true);
  assert.equal(shown("?search=AIR+wet+below"), true);
  assert.equal(shown("?search=air+dry"), false);
  assert.equal(shown(""), true);
});

test("a folder has what lies in it and below, and not what begins alike", () => {
  assert.equal(shown("?folder=House"), true);
  assert.equal(shown("?folder=House%2FBelow"), true);
  assert.equal(shown("?folder=Hou"), false);
});

test("of several tags all have to be there", () => {
  assert.equal(shown("?tag=air&tag=wet"), true);
  assert.equal(shown("?tag=air&tag=dry"), false);
});
