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


def inked(canvas: Locator) -> int:
    """How many pixels of a canvas are not empty."""
    return picture(canvas)[0]


def picture(canvas: Locator) -> tuple[int, int]:
    """Something that is another when what is drawn is another."""
    drawn, checksum = cast("list[int]", canvas.evaluate(READ))
    return drawn, checksum
