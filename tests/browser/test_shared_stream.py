"""All tabs of a browser share one stream."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import DESKTOP
from tests.browser.cutter import Cutter
from tests.browser.own import Own, OwnSeries
from tests.browser.panels import Panel
from tests.browser.witness import Witness
from tests.server import Server


@pytest.fixture
def cutter(demo: Server) -> Iterator[Cutter]:
    with Cutter(demo.port) as cutter:
        yield cutter


@pytest.fixture
def browser_of_tabs(browser: Browser, cutter: Cutter) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=DESKTOP, base_url=cutter.url) as context:
        yield context


def opened(context: BrowserContext, witness: Witness, series: OwnSeries) -> tuple[Page, Panel]:
    page = context.new_page()
    witness.watch(page)
    page.goto(f"/explore/?series={series.id}&search={series.name}&start=now-5m")
    panel = Panel(page).ready()
    expect(page.locator("#live")).to_have_attribute("data-live", "live")
    return page, panel


def gets(panel: Panel, series: OwnSeries, value: float) -> None:
    now = round(time.time() * 1000)
    series.add((now, value))
    panel.newer_than(now - 1)
    assert panel.curve.readings[-1] == (now, value)


def test_tabs_have_one_stream_and_each_its_own_series(
    browser_of_tabs: BrowserContext, cutter: Cutter, witness: Witness, own: Own
) -> None:
    first, second = own.series(), own.series()
    page, panel = opened(browser_of_tabs, witness, first)
    _, other = opened(browser_of_tabs, witness, second)
    gets(panel, first, 5)
    gets(other, second, 6)
    assert {curve.id for curve in panel.curves} == {first.id}
    assert cutter.streams("/live") == 1
    # Whoever came first may go: what it has opened stays for the others.
    page.close()
    gets(other, second, 7)
    assert cutter.streams("/live") == 1
    assert other.curve.ascends
