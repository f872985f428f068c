import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");
const blocks = css.match(/:root[^{]*\{[^}]*\}/g).map((block) => {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
  );
});
const [light, darkBySystem, darkByChoice] = blocks;

/** Machado, Oliveira, Fernandes 2009: what each dichromat sees of linear RGB. */
const SIGHTS = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const LMS = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

const times = (matrix, vector) =>
  matrix.map((row) => row.reduce((sum, one, at) => sum + one * vector[at], 0));
const linear = (hex) =>
  [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
const clipped = (rgb) => rgb.map((one) => Math.min(1, Math.max(0, one)));
const oklab = (rgb) => times(LAB, times(LMS, clipped(rgb)).map(Math.cbrt));
const luminance = (hex) => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0];

function contrast(a, b) {
  const [dark, bright] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (bright + 0.05) / (dark + 0.05);
}

/** What is seen of a colour with a transparency, "#rrggbbaa", over another. */
function over(hex, below) {
  const share = parseInt(hex.slice(7, 9), 16) / 255;
  const part = (at) => {
    const [above, under] = [hex, below].map((one) => parseInt(one.slice(at, at + 2), 16));
    return Math.round(share * above + (1 - share) * under);
  };
  return `#${[1, 3, 5].map((at) => part(at).toString(16).padStart(2, "0")).join("")}`;
}

const series = (block) => Array.from({ length: 10 }, (_, at) => block[`series-${at + 1}`]);

for (const [theme, block] of [
  ["light", light],
  ["dark", darkBySystem],
]) {
  for (const [sight, matrix] of Object.entries(SIGHTS)) {
    test(`series colours stay apart in the ${theme} theme with ${sight} sight`, () => {
      const seen = series(block).map((hex) => oklab(times(matrix, linear(hex))));
      for (let i = 0; i < seen.length; i += 1) {
        for (let j = 0; j < i; j += 1) {
          const distance = 100 * Math.hypot(...seen[i].map((one, at) => one - seen[j][at]));
          assert.ok(distance > 8, `series ${j + 1} and ${i + 1} are ${distance.toFixed(1)} apart`);
        }
      }
    });
  }

  test(`series colours can be seen on the ${theme} surface`, () => {
    for (const hex of series(block)) assert.ok(contrast(hex, block.surface) >= 2.95, hex);
  });

  test(`text can be read in the ${theme} theme`, () => {
    for (const name of ["text", "muted", "accent-text", "critical", "warning", "ok"]) {
      for (const below of ["page", "surface", "raised", "hover"]) {
        const ratio = contrast(block[name], block[below]);
        assert.ok(ratio >= 4.5, `${name} on ${below}: ${ratio.toFixed(2)}`);
      }
    }
    assert.ok(contrast(block["on-accent"], block.accent) >= 4.5, "on-accent on accent");
  });

  test(`text can be read on what is chosen in the ${theme} theme`, () => {
    for (const name of ["text", "muted", "accent-text"]) {
      for (const below of ["page", "surface", "raised"]) {
        const ratio = contrast(block[name], over(block.wash, block[below]));
        assert.ok(ratio >= 4.5, `${name} on wash over ${below}: ${ratio.toFixed(2)}`);
      }
    }
  });

  test(`focus and states can be seen in the ${theme} theme`, () => {
    for (const name of ["accent", "ok", "warning", "critical"]) {
      for (const below of ["page", "surface", "raised"]) {
        assert.ok(contrast(block[name], block[below]) >= 3, `${name} on ${below}`);
      }
    }
  });
}

test("dark is the same by choice and by the system", () => {
  assert.deepEqual(darkByChoice, darkBySystem);
});
