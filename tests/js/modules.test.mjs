import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../static/js", import.meta.url));
const modules = readdirSync(root, { recursive: true })
  .filter((name) => name.endsWith(".js") && name !== "early.js")
  .map((name) => join(root, name));

const IMPORT = /^import\s+(?:([^"]*?)\s+from\s+)?"([^"]+)";/gm;

for (const path of modules) {
  const name = path.slice(root.length + 1);
  const source = readFileSync(path, "utf8");
  const imports = [...source.matchAll(IMPORT)].map(([, names, from]) => ({ names, from }));

  test(`${name} imports files that are there, by their full name`, () => {
    for (const { from } of imports) {
      assert.match(from, /^\.{1,2}\/.*\.m?js$/);
      assert.ok(existsSync(resolve(dirname(path), from)), from);
    }
  });

  test(`${name} uses all that it imports`, () => {
    const rest = source.replace(IMPORT, "").replace(/\/\*[\s\S]*?\*\//g, "");
    for (const { names } of imports) {
      for (const one of (names ?? "")
        .replace(/[{}]|\* as/g, " ")
        .split(",")
        .map((word) => word.trim())) {
        if (one) assert.match(rest, new RegExp(`\\b${one}\\b`), one);
      }
    }
  });

  test(`${name} stays small enough to be read at once`, () => {
    assert.ok(source.split("\n").length <= 300, `${source.split("\n").length} lines`);
  });

  test(`${name} never puts text into the page as HTML`, () => {
    assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/);
  });
}
