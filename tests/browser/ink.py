"""What is drawn on a canvas."""

from typing import cast

from playwright.sync_api import Locator

# Read from a copy: reading the canvas itself would change how the browser draws on it.
READ = """
canvas => {
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, width, height);
  let [drawn, sum] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 0) continue;
    drawn += 1;
    sum = (31 * sum + at + data[at] + data[at + 1] + data[at + 2]) % 1000000007;
  }
  return [drawn, sum];
}
"""

# Of equal pixels beside each other.
RUNS = """
(canvas, part) => {
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const row = new Uint32Array(
    copy.getImageData(0, Math.floor(part * height), width, 1).data.buffer,
  );
  const runs = [];
  row.forEach((pixel, x) => {
    if (runs.at(-1)?.pixel === pixel) runs.at(-1).to = x + 1;
    else runs.push({ pixel, from: x, to: x + 1 });
  });
  return runs.filter(({ pixel, from, to }) => pixel >>> 24 && to - from > 20)
    .map(({ from, to }) => [from / width, to / width]);
}
"""


def inked(canvas: Locator) -> int:
    """How many pixels of a canvas are not empty."""
    return picture(canvas)[0]


def picture(canvas: Locator) -> tuple[int, int]:
    """Something that is another when what is drawn is another."""
    drawn, checksum = cast("list[int]", canvas.evaluate(READ))
    return drawn, checksum


def runs(canvas: Locator, part: float) -> list[tuple[float, float]]:
    """Where something is drawn in one colour, from and to as parts of the width, at that part of
    the height."""
    found = cast("list[list[float]]", canvas.evaluate(RUNS, part))
    return [(start, end) for start, end in found]
