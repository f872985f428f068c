"""The machine's own curves move."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.panels import Panel
from tests.browser.waiting import until

# What is shown and what is drawn, of one moment.
VALUE = """
panel => [
  parseFloat(panel.querySelector(".panel-value").textContent),
  panel.livecurve.points()[0].points.at(-1)[1],
]
"""


@pytest.fixture
def machine(page: Page) -> Page:
    page.goto("/d/machine/")
    return page


def test_the_curve_of_the_processor_moves(machine: Page) -> None:
    processor = Panel(machine, "Processor").ready()
    before, end = processor.curve.readings[-1][0], processor.span[1]

    def newer() -> list[float]:
        return [time for time, _ in processor.curve.readings if time > before]

    until(lambda: processor.last_time >= before + 2000, "two more seconds", machine)
    until(lambda: len(newer()) >= 2, "their readings", machine)
    assert processor.curve.ascends
    until(lambda: processor.span[1] > end + 1000, "the axis to move on", machine)
    assert processor.width == 300_000
    # The title says the newest, which on a busy machine may be 100% for long.
    value, newest = processor.element.evaluate(VALUE)
    assert abs(value - newest) < 0.1
    assert processor.value.inner_text().endswith("%")


def test_gauges_and_figures_move_too(machine: Page) -> None:
    for title in ("Processor now", "Load of the last minute"):
        panel = Panel(machine, title).ready()
        panel.newer_than(panel.last_time)
    live = machine.locator("#live")
    expect(live).to_have_attribute("data-live", "live")
    expect(live).to_contain_text("behind")
