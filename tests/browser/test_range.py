"""The time range: presets, two moments, live or not, and pausing."""

import time

from playwright.sync_api import Page, expect

from tests.browser.editor import Boards
from tests.browser.own import Own, OwnSeries
from tests.browser.panels import Panel
from tests.browser.waiting import until

HOUR = 3_600_000


def test_a_preset_is_shown_and_kept_in_the_address(chart: Panel) -> None:
    page = chart.page
    page.locator("#range").click()
    page.get_by_role("button", name="Last 6 hours").click()
    expect(page.locator(".range-sheet")).to_be_hidden()
    expect(page.locator("#range .range-label")).to_have_text("Last 6 hours")
    until(lambda: chart.width == 6 * HOUR, "six hours", page)
    assert "start=now-6h&end=now" in page.url
    page.reload()
    assert chart.ready().width == 6 * HOUR
    page.go_back()
    until(lambda: chart.width == HOUR / 12, "the five minutes before", page)


def test_all_time_begins_with_the_first_reading(chart: Panel, series: OwnSeries) -> None:
    chart.page.locator("#range").click()
    chart.page.get_by_role("button", name="All time").click()
    until(lambda: chart.span[0] == series.began + 1000, "the first reading", chart.page)


def test_two_moments_make_a_range_that_stands_still(chart: Panel, series: OwnSeries) -> None:
    page = chart.page
    page.locator("#range").click()
    page.get_by_label("Follow now (live)").uncheck()
    page.get_by_label("From", exact=True).fill("2030-01-01T00:00:00")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".range-error")).to_have_text("From has to be before To.")
    zone = page.evaluate("new Date().getTimezoneOffset() * 60")
    moments = [series.began / 1000 + seconds - zone for seconds in (10, 40)]
    for label, moment in zip(("From", "To"), moments, strict=True):
        page.get_by_label(label, exact=True).fill(
            time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))
        )
    page.get_by_role("button", name="Apply").click()
    fixed = (series.began + 10_000, series.began + 40_000)
    until(lambda: chart.span == fixed, "the range", page)
    expect(page.locator("#live")).to_have_attribute("data-live", "fixed")
    assert [value for _, value in chart.curve.readings] == list(range(10, 40))
    # A click follows now again, as wide as it was.
    page.locator("#live").click()
    until(lambda: chart.width == 30_000 and chart.span != fixed, "the range to move", page)
    expect(page.locator("#live")).to_have_attribute("data-live", "live")


def test_a_pause_counts_what_comes_and_resumes_with_it(chart: Panel, series: OwnSeries) -> None:
    page, live = chart.page, chart.page.locator("#live")
    live.click()
    expect(live).to_have_attribute("data-live", "paused")
    span, drawn = chart.span, chart.curve.points
    now = round(time.time() * 1000)
    series.add((now, 1), (now + 1, 2), (now + 2, 3))
    expect(live.locator(".live-text")).to_have_text("3 new")
    assert chart.curve.points == drawn
    assert chart.span == span
    live.click()
    until(lambda: chart.last_time == now + 2, "what came meanwhile", page)
    expect(live).to_have_attribute("data-live", "live")
    assert chart.curve.readings[-3:] == [(now, 1), (now + 1, 2), (now + 2, 3)]


def test_a_range_without_readings_says_so_and_offers_all(chart: Panel) -> None:
    page = chart.page
    page.goto(page.url.replace("start=now-5m", "start=2001-01-01&end=2001-01-02"))
    chart.expect_state("empty")
    expect(chart.message).to_contain_text("No readings in this range.")
    chart.message.get_by_role("button", name="Show all time").click()
    chart.ready()
    assert len(chart.curve.readings) == 60


def test_a_figure_goes_on_after_the_range_was_changed(page: Page, own: Own, boards: Boards) -> None:
    series = own.series()
    queries = [{"series": str(series.id)}]
    panels = [{"title": "Newest", "kind": "stat", "queries": queries}]
    boards("POST", "", {"title": "Attic", "start": "now-5m", "panels": panels})
    page.goto("/d/attic/")
    panel = Panel(page, "Newest").ready()
    figure = panel.element.locator(".stat-value")
    expect(figure).to_have_text("60")
    page.locator("#range").click()
    page.get_by_role("button", name="Last 6 hours").click()
    until(lambda: panel.width == 6 * HOUR, "six hours", page)
    series.add((time.time() * 1000, 77))
    expect(figure).to_have_text("77")
