"""Pausing, going back, and playing what was."""

import time

from playwright.sync_api import expect

from tests.browser.own import OwnSeries
from tests.browser.panels import Panel
from tests.browser.waiting import until


def add_now(series: OwnSeries, count: int) -> float:
    now = round(time.time() * 1000)
    series.add(*((now + n, 80.0 + n) for n in range(count)))
    return now + count - 1


def test_while_paused_readings_are_counted_and_then_shown_without_a_query(
    chart: Panel, series: OwnSeries
) -> None:
    page, live = chart.page, chart.page.locator("#live")
    page.keyboard.press("p")
    expect(live).to_have_attribute("data-live", "paused")
    span, newest = chart.span, chart.last_time
    last = add_now(series, 37)
    expect(live).to_contain_text("37 new")
    assert (chart.span, chart.last_time) == (span, newest)
    queries: list[str] = []
    page.on("request", lambda request: queries.append(request.post_data or ""))
    live.click()
    until(lambda: chart.last_time == last, "what came meanwhile", page)
    assert len(chart.curve.readings) == 97
    assert not [query for query in queries if "now-5m" in query]
    expect(live).to_have_attribute("data-live", "live")


def test_one_can_go_back_in_time_while_live_goes_on(chart: Panel, series: OwnSeries) -> None:
    page, live = chart.page, chart.page.locator("#live")
    start, end = chart.span
    page.keyboard.press("[")
    expect(live).to_have_attribute("data-live", "fixed")
    until(lambda: abs(chart.span[1] - (end - 150_000)) < 30_000, "the stretch before", page)
    add_now(series, 3)
    expect(live).to_contain_text("3 new")
    page.keyboard.press("]")
    expect(live).to_have_attribute("data-live", "live")
    until(lambda: len(chart.curve.readings) == 63, "all up to now", page)
    until(lambda: chart.span[0] > start, "the axis up to now", page)


def test_a_stretch_is_played_at_the_speed_that_was_chosen(chart: Panel, series: OwnSeries) -> None:
    page = chart.page
    bar = page.get_by_role("region", name="Replay")
    page.get_by_role("button", name="Replay this range").click()
    expect(bar).to_be_visible()
    expect(page.locator("#live")).to_have_attribute("data-live", "replay")
    assert chart.curve.readings == []
    bar.get_by_label("Speed").select_option("100")
    until(lambda: 0 < len(chart.curve.readings) < 60, "a part of the curve", page)
    shown = len(chart.curve.readings)
    until(lambda: len(chart.curve.readings) > shown, "more of it", page)
    add_now(series, 2)
    expect(page.locator("#live")).to_contain_text("2 new")
    until(lambda: len(chart.curve.readings) == 60, "its end", page)
    expect(bar.get_by_role("button", name="Play", exact=True)).to_be_visible()
    bar.get_by_role("button", name="Back to live").click()
    expect(bar).to_be_hidden()
    expect(page.locator("#live")).to_have_attribute("data-live", "live")
    until(lambda: len(chart.curve.readings) == 62, "what came meanwhile", page)


def test_a_replay_is_controlled_by_keys_alone(chart: Panel) -> None:
    page = chart.page
    bar = page.get_by_role("region", name="Replay")
    page.keyboard.press("r")
    expect(bar.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("p")
    expect(bar.get_by_role("button", name="Play", exact=True)).to_be_visible()
    bar.get_by_label("Position").focus()
    page.keyboard.press("End")
    until(lambda: len(chart.curve.readings) == 60, "the end", page)
    page.keyboard.press("Home")
    until(lambda: chart.curve.readings == [], "the beginning", page)
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    until(lambda: len(chart.curve.readings) == 60, "the whole stretch", page)
