"""Zooming asks the server again, and the address goes along."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.panels import Panel
from tests.browser.waiting import until

YEAR = 365 * 86_400_000
Panels = dict[str, Any]


@pytest.fixture
def hours(page: Page) -> Panel:
    """A temperature for each hour of a year: more than a plot has pixels."""
    page.goto("/d/seattle-hours/")
    panel = Panel(page, "Temperature").ready()
    assert round(panel.width / YEAR, 3) == 1
    return panel


def answer_to(page: Page, act: Callable[[], object]) -> Panels:
    """The first panel's series in the answer that an act brings."""

    def is_data(response: Response) -> bool:
        return "/api/dashboards/seattle-hours/data" in response.url

    with page.expect_response(is_data) as response:
        act()
    series: Panels = response.value.json()["panels"][0]["series"][0]
    return series


def test_dragging_asks_for_the_narrower_range_at_a_finer_resolution(hours: Panel) -> None:
    page = hours.page
    before = answer_to(page, page.reload)
    hours.ready()
    year = hours.span
    narrow = answer_to(page, lambda: hours.drag(0.5, 0.6))
    until(lambda: hours.span != year, "the narrower range", page)
    assert 0.05 * YEAR < hours.width < 0.15 * YEAR
    assert 0 == narrow["resolution"] < before["resolution"]
    start, end = hours.span
    times = [time for time, _ in narrow["points"]]
    assert start <= times[0] < times[-1] < end
    # Every hour that was measured is there now.
    assert len(narrow["points"]) == narrow["count"]
    assert abs(narrow["count"] - hours.width / 3_600_000) <= 1
    assert hours.curve.points == [(time, value) for time, value in narrow["points"]]


def test_all_panels_zoom_together_and_a_double_click_goes_back(hours: Panel) -> None:
    year = hours.span
    weeks = Panel(hours.page, "Coldest and warmest hour of each week").ready()
    hours.drag(0.5, 0.9)
    until(lambda: hours.span != year, "the narrower range", hours.page)
    until(lambda: weeks.span == hours.span, "the other panel", hours.page)
    hours.plot.dblclick()
    until(lambda: hours.span == weeks.span == year, "the year again", hours.page)
    assert "start=" not in hours.page.url


def test_the_browser_goes_back_through_each_zoom(hours: Panel) -> None:
    page = hours.page
    spans = [hours.span]
    for _ in range(2):
        hours.drag(0.25, 0.75)
        until(lambda: hours.span != spans[-1], "the narrower range", page)
        spans.append(hours.span)
    expect(page.locator("#zoom-out")).to_be_visible()
    page.go_back()
    until(lambda: hours.span == spans[1], "the first zoom", page)
    page.locator("#zoom-out").click()
    until(lambda: hours.span == spans[0], "the year", page)
    expect(page.locator("#zoom-out")).to_be_hidden()


def test_a_copied_link_opens_the_same_range(hours: Panel) -> None:
    year = hours.span
    hours.drag(0.3, 0.5)
    until(lambda: hours.span != year, "the narrower range", hours.page)
    start, end = hours.span
    assert f"start={start:.0f}&end={end:.0f}" in hours.page.url
    other = hours.page.context.new_page()
    other.goto(hours.page.url)
    assert Panel(other, "Temperature").ready().span == (start, end)
    assert Panel(other, "Temperature").curve.points == hours.curve.points
    other.close()
