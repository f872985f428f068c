"""Whatever way a reading comes in, it reaches the charts that are open."""

import time

import httpx
from playwright.sync_api import Page, expect

from tests.browser.own import Own, OwnSeries
from tests.browser.panels import Panel
from tests.browser.waiting import until
from tests.server import Server

SHELL = """
from timeseries.models import Reading
Reading.objects.create(series_id={series}, time={time}, value={value})
"""


def test_a_reading_that_is_posted_is_drawn(chart: Panel, series: OwnSeries) -> None:
    now = round(time.time() * 1000)
    series.add((now, 123.5))
    until(lambda: chart.last_time == now, "the reading", chart.page)
    assert chart.curve.readings[-1] == (now, 123.5)
    expect(chart.value).to_have_text("123.5")


def test_late_and_corrected_readings_mend_the_curve(chart: Panel, series: OwnSeries) -> None:
    late, known = series.began + 30_500, series.began + 10_000
    series.add((late, -7))
    until(lambda: len(chart.curve.readings) == 61, "the late reading", chart.page)
    assert chart.curve.readings[30] == (late, -7)
    series.add((known, 99))
    until(lambda: (known, 99) in chart.curve.readings, "the correction", chart.page)
    assert len(chart.curve.readings) == 61
    assert chart.curve.ascends


def test_a_reading_from_a_shell_is_drawn(chart: Panel, series: OwnSeries, own: Own) -> None:
    now = round(time.time() * 1000)
    own.shell(SHELL.format(series=series.id, time=1000 * now, value=88.25))
    until(lambda: chart.last_time == now, "the reading from the shell", chart.page)
    assert chart.curve.readings[-1] == (now, 88.25)


def test_a_new_series_that_a_panel_asks_for_appears(page: Page, own: Own) -> None:
    own.series(series="lab_room", tags={"room": "cellar"})
    page.goto("/d/lab/")
    rooms = Panel(page, "Rooms").ready()
    mean = Panel(page, "Mean").ready()
    expect(page.locator("#live")).to_have_attribute("data-live", "live")
    before = len(rooms.curves)
    series = own.series(series="lab_room", tags={"room": "attic"})
    until(lambda: len(rooms.curves) == before + 1, "the new series", page)
    assert any("attic" in curve.key for curve in rooms.curves)
    until(lambda: len(mean.curves) == before + 1, "the new series in the other panel", page)
    # It goes on live like all others.
    now = round(time.time() * 1000)
    series.add((now, 70))
    until(lambda: (now, 70) in rooms.curves[-1].readings, "its next reading", page)


def test_a_curve_that_stopped_says_since_when(page: Page, own: Own) -> None:
    series = own.series(ended=125)
    page.goto(f"/explore/?series={series.id}&start=now-15m")
    panel = Panel(page).ready()
    fresh = panel.element.locator(".panel-fresh")
    expect(fresh).to_have_text("stale for 2 min")
    now = round(time.time() * 1000)
    series.add((now, 5))
    expect(fresh).to_have_text("now")
    # The time without readings is a gap in the line.
    assert None in [value for _, value in panel.curve.points]


def test_readings_that_are_deleted_leave_the_curve(
    chart: Panel, series: OwnSeries, demo: Server
) -> None:
    gone = {"series": series.id, "start": series.began, "end": series.began + 10_500}
    answer = httpx.request(
        "DELETE", f"{demo.url}/api/readings", params=gone, headers=demo.headers("admin")
    )
    assert answer.status_code == 200, answer.text
    until(lambda: len(chart.curve.readings) == 50, "the readings to go", chart.page)
    assert chart.curve.readings[0] == (series.began + 11_000, 11)
