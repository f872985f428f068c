"""Texts are states: bands over time, and what the crosshair says of them."""

import time
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.own import Own
from tests.browser.panels import Panel

MAKE = """
from charts.models import Dashboard, Panel
made = Dashboard.objects.create(slug="states", title="States", start="now-5m", position=93)
for place, kind in enumerate(["states", "line"]):
    Panel.objects.create(
        dashboard=made, title=kind, kind=kind, queries=[{{"series": "{series}"}}], y=4 * place
    )
"""
# The bands along the upper edge of the timeline, above their names: where each begins and ends,
# in pixels of the page.
BANDS = """
panel => {
  const canvas = panel.querySelector("canvas");
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const pixels = new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer);
  const rowAt = (y) => pixels.subarray(y * width, (y + 1) * width);
  const rows = Array.from({ length: height }, (_, y) => rowAt(y));
  const inked = rows.map((row) => row.reduce((sum, pixel) => sum + (pixel >>> 24 > 64), 0));
  const row = rows[inked.findIndex((count) => count > 0.9 * Math.max(...inked)) + 3];
  const runs = [];
  row.forEach((pixel, x) => {
    if (runs.at(-1)?.pixel === pixel) runs.at(-1).to = x + 1;
    else runs.push({ pixel, from: x, to: x + 1 });
  });
  return runs.filter(({ pixel, from, to }) => pixel >>> 24 && to - from > 20)
    .map(({ from, to }) => [from / devicePixelRatio, to / devicePixelRatio]);
}
"""
MINUTE = 60_000


@pytest.fixture
def gate(page: Page, own: Own) -> int:
    """When, in ms, a gate has become shut, ajar two minutes after, and open two later."""
    begin = int(time.time() * 1000) - 5 * MINUTE
    texts = ("shut", "ajar", "open")
    own.write("gate_state", *((begin + 2 * n * MINUTE, text) for n, text in enumerate(texts)))
    own.shell(MAKE.format(series="gate_state"))
    return begin


def test_texts_are_bands_over_time_and_the_crosshair_says_which_holds(
    page: Page, gate: int
) -> None:
    page.goto(f"/d/states/?start={gate - MINUTE}&end={gate + 5 * MINUTE}")
    timeline = Panel(page, "states").ready()
    bands = timeline.element.evaluate(BANDS)
    # Pixels of a minute.
    width = (bands[-1][1] - bands[0][0]) / 5
    assert len(bands) == 3
    shut, ajar, still_open = ((end - start) / width for start, end in bands)
    assert (shut, ajar, still_open) == pytest.approx((2, 2, 1), abs=0.05)
    assert all(after[0] - before[1] <= 3 for before, after in pairwise(bands))
    assert timeline.plot.get_attribute("aria-label") == (
        "states: States of 3 readings. Newest: gate_state open."
    )
    line = Panel(page, "line").ready()
    line.plot.focus()
    page.keyboard.press("Home")
    expect(line.readout).to_be_hidden()
    # Steps of a tenth of the six minutes: at the fourth the gate is ajar soon, and yet shut.
    for steps, state in ((4, "shut"), (2, "ajar"), (3, "open")):
        for _ in range(steps):
            page.keyboard.press("Shift+ArrowRight")
        expect(line.readout.locator("b")).to_have_text(state)
        expect(line.element.locator(".unseen[aria-live]")).to_contain_text(f"gate_state {state}")
