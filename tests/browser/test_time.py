"""Time zones, the calendar, and zooming by wheel: as somebody does it."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.editor import Boards
from tests.browser.own import OwnSeries
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.browser.waiting import until
from tests.server import Server

HOUR = 3_600_000


def test_a_zone_is_chosen_and_stands_in_the_address(chart: Panel) -> None:
    page = chart.page
    page.locator("#range").click()
    page.locator(".range-zone").click()
    search = page.get_by_role("combobox", name="Search time zones")
    expect(search).to_be_focused()
    search.fill("lord")
    expect(page.get_by_role("option").first).to_contain_text("Australia/Lord Howe")
    search.press("Enter")
    assert "zone=Australia%2FLord_Howe" in page.url
    expect(page.locator(".range-zone")).to_contain_text("Times in Australia/Lord Howe")
    page.keyboard.press("Escape")
    expect(page.locator("#range")).to_contain_text("Lord Howe")
    chart.ready()
    # For all pages, until another one is chosen.
    page.locator("#range").click()
    page.get_by_role("button", name="Use Australia/Lord Howe on all pages").click()
    assert "zone=" not in page.url
    page.goto("/explore/")
    assert page.evaluate("localStorage.getItem('livecurve.zone')") == "Australia/Lord_Howe"
    page.evaluate("localStorage.clear()")


def test_times_of_versions_and_series_are_told_in_the_zone_of_the_page(
    editor: Page, boards: Boards
) -> None:
    def told(path: str) -> Locator:
        editor.goto(path)
        return editor.locator("main time").first

    first = told("/series/1/?zone=Asia/Tokyo")
    expect(first).to_have_text("29 Mar 1958 09:00:00")
    expect(first).to_have_attribute("title", "1958-03-29 09:00:00.000 +09:00")

    boards("POST", "", {"title": "Loft", "zone": "Asia/Kolkata"})
    expect(told("/d/loft/versions/")).to_have_attribute("title", re.compile(r"\+05:30$"))

    zone = editor.locator("[name=zone]")
    for chosen, text in (("Pacific/Apia", "28 Mar 1958 13:00:00"), ("", None)):
        editor.goto("/accounts/preferences/")
        zone.fill(chosen)
        zone.press("Tab")
        expect(editor.locator("#preferences-said")).to_have_text("Kept.")
        if text:
            expect(told("/series/1/")).to_have_text(text)


def test_days_are_picked_in_the_calendar_by_keys_in_the_zone_of_the_page(
    page: Page, series: OwnSeries
) -> None:
    page.goto(
        f"/explore/?series={series.id}&start=2024-10-20T12:00Z&end=2024-10-21&zone=Europe/Berlin"
    )
    expect(page.locator("#range")).to_contain_text("2024")
    page.locator("#range").click()
    sheet = page.locator(".range-sheet")
    expect(sheet.locator(".month-title")).to_have_text("October 2024")
    day = sheet.locator("[data-day='2024-10-20']")
    day.focus()
    for key in ("ArrowDown", "Enter", "PageDown", "PageUp", "Enter"):
        page.keyboard.press(key)
    assert sheet.get_by_label("From", exact=True).input_value() == "2024-10-27 00:00:00"
    assert sheet.get_by_label("To", exact=True).input_value() == "2024-10-28 00:00:00"
    sheet.get_by_role("button", name="Apply").click()
    # A day of 25 hours.
    found = re.search(r"start=(\d+)&end=(\d+)", page.url)
    assert found
    assert int(found[2]) - int(found[1]) == 25 * HOUR
    page.locator("#range").click()
    expect(sheet.locator(".range-recent")).to_contain_text("27 Oct 2024 00:00")
    sheet.get_by_label("From", exact=True).fill("sometime")
    sheet.get_by_role("button", name="Apply").click()
    expect(sheet.locator(".range-error")).to_contain_text("Enter a time such as")
    sheet.get_by_label("From", exact=True).fill("now-2d/d")
    sheet.get_by_label("To", exact=True).fill("now/d")
    sheet.get_by_role("button", name="Apply").click()
    assert "start=now-2d%2Fd&end=now%2Fd" in page.url


def test_the_calendar_is_of_the_range_before_any_reading_is_there(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/**", lambda route: held.append(route))
    page.goto("/d/machine/?start=2024-10-20&end=2024-10-21&zone=UTC")
    page.locator("#range").click()
    expect(page.locator(".month-title")).to_have_text("October 2024")
    assert held
    for route in held:
        route.continue_()


def test_the_wheel_zooms_and_moves_only_with_a_key(chart: Panel) -> None:
    page = chart.page
    before = chart.width
    chart.point_at(0.5)
    page.mouse.wheel(0, -300)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    until(lambda: chart.width < 0.6 * before, "the nearer range", page)
    start, _ = chart.span
    page.keyboard.down("Shift")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Shift")
    until(lambda: chart.span[0] < start, "the move", page)
    page.go_back()
    until(lambda: chart.width == before, "the range before both", page)


def test_a_link_may_stay_with_what_is_shown(open_page: OpenPage, demo: Server) -> None:
    page = open_page(base_url=demo.url, timezone_id="Asia/Kolkata")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/d/co2/")
    Panel(page, at=0).ready()
    page.locator("#range").click()
    page.get_by_role("button", name="Copy link to this stretch").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"start=-?\d+&end=-?\d+&zone=Asia%2F", link)
