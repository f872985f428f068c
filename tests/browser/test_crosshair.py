"""One moment, marked in all panels at once."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.panels import Panel


@pytest.fixture
def temperature(page: Page) -> Panel:
    page.goto("/d/seattle-weather/")
    return Panel(page, "Temperature").ready()


def test_the_mouse_in_one_panel_shows_the_values_of_all(temperature: Panel) -> None:
    wind = Panel(temperature.page, "Wind by the week").ready()
    rain = Panel(temperature.page, "Rain in four weeks").ready()
    temperature.point_at(0.5)
    expect(temperature.readout).to_contain_text("Highest")
    expect(temperature.readout).to_contain_text("°C")
    expect(temperature.readout.locator("time")).to_contain_text("2013")
    expect(wind.readout).to_contain_text("m/s")
    expect(rain.readout).to_contain_text("mm")


def test_the_values_are_those_at_the_marked_moment(temperature: Panel) -> None:
    highest, lowest = temperature.curves
    temperature.plot.focus()
    for key, at in (("Home", 0), ("End", -1)):
        temperature.page.keyboard.press(key)
        values = [f"{curve.points[at][1]:.1f} °C" for curve in (highest, lowest)]
        values = [value.replace("-", "−") for value in values]
        expect(temperature.readout.locator("b")).to_have_text(values)


def test_the_mark_goes_with_the_mouse(temperature: Panel) -> None:
    wind = Panel(temperature.page, "Wind by the week").ready()
    temperature.point_at(0.5)
    expect(wind.readout).to_be_visible()
    temperature.page.mouse.move(2, 2)
    expect(wind.readout).to_be_hidden()
    expect(temperature.readout).to_be_hidden()


def test_the_arrow_keys_move_the_mark(temperature: Panel) -> None:
    wind = Panel(temperature.page, "Wind by the week").ready()
    temperature.plot.focus()
    temperature.page.keyboard.press("Home")
    expect(temperature.readout.locator("time")).to_contain_text("2012")
    temperature.page.keyboard.press("End")
    expect(temperature.readout.locator("time")).to_contain_text("2016")
    temperature.page.keyboard.press("ArrowLeft")
    expect(wind.readout).to_be_visible()
    temperature.page.keyboard.press("Escape")
    expect(temperature.readout).to_be_hidden()
