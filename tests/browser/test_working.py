"""Working with a curve: singling it out, reading it, filling the page with it, taking it away."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.own import Own
from tests.browser.panels import Panel
from tests.browser.waiting import until

FORTY = 40


@pytest.fixture
def temperature(page: Page) -> Panel:
    """Two curves of four years of days."""
    page.goto("/d/seattle-weather/")
    return Panel(page, "Temperature").ready()


def choose(panel: Panel, label: str) -> None:
    """An entry of the panel's menu."""
    panel.element.hover()
    panel.element.get_by_role("button", name="Menu of").click()
    panel.element.locator(".menu-item", has_text=label).click()


def shown(panel: Panel) -> list[str]:
    """The curves that the legend says are shown."""
    return panel.element.locator(
        '.legend button[aria-pressed="true"] .legend-name'
    ).all_inner_texts()


def test_a_click_in_the_legend_singles_a_curve_out_and_that_stays(temperature: Panel) -> None:
    page = temperature.page
    highest, lowest = temperature.element.locator(".legend button").all()
    lowest.click()
    until(lambda: shown(temperature) == ["Lowest"], "one curve", page)
    temperature.drag(0.3, 0.6)
    expect(page.locator("#zoom-out")).to_be_visible()
    temperature.ready()
    assert shown(temperature) == ["Lowest"]
    # Whoever opens the link sees the same.
    page.reload()
    until(lambda: shown(temperature) == ["Lowest"], "the curve in the address", page)
    highest, lowest = temperature.element.locator(".legend button").all()
    lowest.click()
    until(lambda: shown(temperature) == ["Highest", "Lowest"], "all again", page)
    assert "only=" not in page.url
    highest.click(modifiers=["Control"])
    until(lambda: shown(temperature) == ["Lowest"], "one hidden", page)
    highest.press("h")
    until(lambda: shown(temperature) == ["Highest", "Lowest"], "shown by its key", page)


def test_forty_values_are_read_at_once_and_the_highest_is_on_top(page: Page, own: Own) -> None:
    for number in range(FORTY):
        own.series(series="own_forty", tags={"place": f"{number:02}"})
    page.goto('/explore/?series=own_forty{place="*"}&start=now-5m')
    panel = Panel(page).ready()
    panel.point_at(0.9)
    values = panel.readout.locator("b")
    expect(values).to_have_count(FORTY)
    numbers = [float(text) for text in values.all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    box, window = panel.readout.bounding_box(), page.viewport_size
    assert box and window
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= window["height"]


def test_what_the_keys_mark_is_said(temperature: Panel) -> None:
    temperature.plot.focus()
    temperature.page.keyboard.press("End")
    said = temperature.element.locator('[aria-live="polite"]')
    expect(said).to_contain_text("2016")
    expect(said).to_contain_text("Highest")
    expect(said).to_contain_text("°C")


def test_a_panel_fills_the_page_and_has_an_address(temperature: Panel) -> None:
    page = temperature.page
    wind = Panel(page, "Wind by the week")
    choose(temperature, "Full screen")
    expect(wind.element).to_be_hidden()
    assert "panel=" in page.url
    page.reload()
    temperature.ready()
    expect(wind.element).to_be_hidden()
    box, window = temperature.element.bounding_box(), page.viewport_size
    assert box and window
    assert box["width"] > 0.9 * window["width"]
    # The mark goes first, then the full screen.
    temperature.plot.focus()

    def is_marked() -> bool:
        # The answer for the width of the page takes a mark away that was there before it.
        page.keyboard.press("ArrowLeft")
        return temperature.readout.is_visible()

    until(is_marked, "the mark", page)
    page.keyboard.press("Escape")
    expect(temperature.readout).to_be_hidden()
    expect(wind.element).to_be_hidden()
    page.keyboard.press("Escape")
    expect(wind.element).to_be_visible()
    assert "panel=" not in page.url
    page.go_back()
    expect(wind.element).to_be_hidden()


def test_behind_a_chart_is_a_table_that_can_be_sorted(temperature: Panel) -> None:
    page = temperature.page
    choose(temperature, "Data table")
    table = page.get_by_role("dialog", name="Data of Temperature")
    rows = table.locator("tbody tr")
    expect(rows.first).to_contain_text("2012")
    table.get_by_role("button", name="Highest").click()
    table.get_by_role("button", name="Highest").click()
    expect(table.get_by_role("columnheader", name="Highest")).to_have_attribute(
        "aria-sort", "descending"
    )
    highest = max(value for _, value in temperature.curves[0].points if value is not None)
    expect(rows.first.locator("td").first).to_have_text(f"{highest:.1f} °C")
    page.keyboard.press("Escape")
    expect(table).to_be_hidden()


def test_a_panel_is_saved_as_drawing_picture_and_numbers(
    temperature: Panel, tmp_path: Path
) -> None:
    page = temperature.page
    files = {}
    for label in ("Save as SVG", "Save as PNG", "CSV of what is drawn"):
        with page.expect_download() as download:
            choose(temperature, label)
        files[label] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[label])
    drawing = files["Save as SVG"].read_text()
    assert ">Temperature (°C)</text>" in drawing
    assert "<path" in drawing
    assert "<image" not in drawing
    other = page.context.new_page()
    other.goto(files["Save as SVG"].as_uri())
    assert other.evaluate("document.querySelectorAll('parsererror').length") == 0
    other.close()
    assert files["Save as PNG"].read_bytes().startswith(b"\x89PNG")
    with files["CSV of what is drawn"].open() as file:
        head, *rows = csv.reader(file)
    assert head == ["Time", "Highest (°C)", "Lowest (°C)"]
    highest = temperature.curves[0].readings
    assert [float(row[1]) for row in rows if row[1]] == [value for _, value in highest]


def test_a_link_to_a_panel_is_copied(temperature: Panel) -> None:
    page = temperature.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(temperature, "Copy link")
    expect(page.locator(".said")).to_have_text("Link copied")
    link: str = page.evaluate("navigator.clipboard.readText()")
    page.goto(link)
    temperature.ready()
    expect(Panel(page, "Wind by the week").element).to_be_hidden()


def test_folded_readings_lead_to_raw_ones(page: Page) -> None:
    page.goto("/d/seattle-hours/")
    hours = Panel(page, "Temperature").ready()
    year = hours.width
    hours.element.locator(".panel-badge").click()
    until(lambda: hours.width < year, "the newest stretch", page)
    expect(hours.element.locator(".panel-badge")).to_be_hidden()
    hours.ready()
    times = [time for time, _ in hours.curve.readings]
    assert times[-1] - times[-2] == 3_600_000
