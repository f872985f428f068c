"""On a phone: nothing to scroll sideways, everything large enough for a thumb."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PHONE
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.server import Server

THUMB = 44


@pytest.fixture
def phone(open_page: OpenPage, demo: Server) -> Page:
    return open_page(base_url=demo.url, viewport=PHONE, has_touch=True, is_mobile=True)


def expect_thumbs(controls: Locator) -> None:
    """What can be seen of these is at least as large as a thumb, both ways."""
    sizes = {
        str(one.get_attribute("aria-label") or one.inner_text()): (box["width"], box["height"])
        for one in controls.all()
        if (box := one.bounding_box()) and one.is_visible()
    }
    assert sizes
    small = {name: size for name, size in sizes.items() if min(size) < THUMB}
    assert small == {}


def expect_to_fit(phone: Page) -> None:
    """Nothing sticks out at the side, and the bar can be used."""
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect_thumbs(phone.locator(".bar a, .bar button"))


@pytest.mark.parametrize("path", ["/explore/?series=machine_load", "/sources/"])
def test_a_page_fits_its_width(phone: Page, path: str) -> None:
    phone.goto(path)
    if "series" in path:
        Panel(phone).ready()
    expect_to_fit(phone)


def test_the_range_opens_as_a_sheet_from_below(phone: Page) -> None:
    phone.goto("/d/machine/")
    processor = Panel(phone, "Processor").ready()
    expect_to_fit(phone)
    phone.locator("#range").tap()
    sheet = phone.locator(".range-sheet")
    expect(sheet).to_be_visible()
    expect_at_the_bottom(sheet)
    expect_thumbs(sheet.locator("button, input:not([type=checkbox]), .range-follow"))
    sheet.get_by_role("button", name="Last 15 minutes").tap()
    expect(sheet).to_be_hidden()
    expect(phone.locator("#range .range-short")).to_have_text("15 min")
    processor.ready()


def test_the_menu_opens_as_a_sheet_and_leads_everywhere(phone: Page) -> None:
    phone.goto("/")
    expect_to_fit(phone)
    phone.get_by_role("button", name="Menu").tap()
    menu = phone.locator("#menu")
    expect_at_the_bottom(menu)
    expect_thumbs(menu.locator("a, button"))
    menu.get_by_role("link", name="Explore").tap()
    phone.wait_for_url("**/explore/")


def test_panels_lie_one_below_the_other_and_a_touch_shows_values(phone: Page) -> None:
    phone.goto("/d/co2/")
    panel = Panel(phone, "Carbon dioxide in the air").ready()
    boxes = [panel.bounding_box() for panel in phone.locator("[data-panel-id]").all()]
    assert len(boxes) == 4
    assert {box["x"] for box in boxes if box} == {8}
    assert all(box and box["width"] == PHONE["width"] - 16 for box in boxes)
    touch = phone.context.new_cdp_session(phone)
    place = panel.box
    point = {"x": place["x"] + place["width"] / 2, "y": place["y"] + place["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(panel.readout).to_contain_text("ppm")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def expect_at_the_bottom(sheet: Locator) -> None:
    """The sheet ends with the screen, once it has come up."""
    sheet.evaluate("sheet => Promise.all(sheet.getAnimations().map(one => one.finished))")
    box = sheet.bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    assert round(box["y"] + box["height"]) == PHONE["height"]
