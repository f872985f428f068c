"""The administration's pages for readings, under the same content security policy."""

from playwright.sync_api import Page, expect

from tests.browser.accounts import log_in
from tests.browser.chromium import PHONE
from tests.browser.own import Own, OwnSeries
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.browser.waiting import until
from tests.server import Server


def open_readings(page: Page, server: Server, series: OwnSeries) -> None:
    page.goto(f"/admin/login/?next=/admin/timeseries/series/{series.id}/change/")
    log_in(page, server)
    page.get_by_role("link", name="Readings", exact=True).click()
    expect(page.locator("#result_list tbody tr")).to_have_count(60)


def values_of(series: OwnSeries) -> list[float]:
    [found] = series.client.get("/api/query", params={"series": series.id}).json()["series"]
    return [value for _, value in found["points"]]


def values_in(panel: Panel) -> list[float | None]:
    return [value for _, value in panel.curve.readings]


def test_a_reading_is_corrected_and_deleted_and_an_open_chart_follows(
    open_page: OpenPage, page: Page, demo: Server, own: Own
) -> None:
    series = own.series()
    chart = open_page(base_url=demo.url, locale="en-GB")
    chart.goto(f"/explore/?series={series.name}&start=now-5m")
    panel = Panel(chart).ready()
    open_readings(page, demo, series)
    first = page.locator("#result_list tbody tr").first
    first.locator("th a").click()
    page.get_by_label("Value").fill("777")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is 777.0, and was 60.0.")).to_be_visible()
    until(lambda: 777.0 in values_in(panel), "the correction in the chart", chart)
    first.get_by_role("link", name="Delete").click()
    expect(page.get_by_text("1 reading")).to_be_visible()
    page.get_by_role("button", name="Yes, I’m sure").click()
    expect(page.get_by_text("was deleted.")).to_be_visible()
    left = [float(n) for n in range(1, 60)]
    until(lambda: values_in(panel) == left, "the chart without the reading", chart)
    assert values_of(series) == left


def test_the_pages_fit_a_phone(open_page: OpenPage, demo: Server, own: Own) -> None:
    series = own.series()
    phone = open_page(base_url=demo.url, viewport=PHONE, has_touch=True, is_mobile=True)
    open_readings(phone, demo, series)
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    phone.get_by_role("button", name="Delete these readings…").tap()
    expect(phone.get_by_text("60 readings")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    phone.get_by_role("button", name="Yes, I’m sure").tap()
    expect(phone.get_by_text("There are no readings here.")).to_be_visible()
    assert values_of(series) == []
