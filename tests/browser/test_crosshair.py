"""One moment, marked in all panels at once."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.panels import Curve, Panel


@pytest.fixture
def temperature(page: Page) -> Panel:
    page.goto("/d/seattle-weather/")
    return Panel(page, "Temperature").ready()


def shown(curve: Curve, at: int) -> str:
    """The value of a point as the page writes it."""
    return f"{curve.readings[at][1]:.1f} °C".replace("-", "−")


def test_the_mouse_in_one_panel_shows_the_values_of_all(temperature: Panel) -> None:
    wind = Panel(temperature.page, "Wind by the week").ready()
    rain = Panel(temperature.page, "Rain in four weeks").ready()
    temperature.point_at(0.5)
    expect(temperature.readout).to_contain_text("Highest")
    expect(temperature.readout).to_contain_text("°C")
    expect(temperature.readout.locator("time")).to_contain_text("2013")
    expect(wind.readout).to_contain_text("m/s")
    expect(rain.readout).to_contain_text("mm")
    temperature.page.mouse.move(2, 2)
    for panel in (temperature, wind, rain):
        expect(panel.readout).to_be_hidden()


def test_keys_move_the_mark_and_the_values_are_those_at_it(temperature: Panel) -> None:
    wind = Panel(temperature.page, "Wind by the week").ready()
    highest, lowest = temperature.curves
    temperature.plot.focus()
    for key, at, year in (("Home", 0, "2012"), ("End", -1, "2016")):
        temperature.page.keyboard.press(key)
        expect(temperature.readout.locator("time")).to_contain_text(year)
        expect(temperature.readout.locator("b")).to_have_text(
            [shown(highest, at), shown(lowest, at)]
        )
    temperature.page.keyboard.press("ArrowLeft")
    expect(wind.readout).to_be_visible()
    temperature.page.keyboard.press("Escape")
    expect(temperature.readout).to_be_hidden()
