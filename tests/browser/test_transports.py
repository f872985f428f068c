"""The page finds a way by itself where streams do not come through, and says which it is."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cutter import Cutter
from tests.browser.own import Own
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.server import Server

LIVE = "#live"


def says(page: Page, transport: str) -> None:
    expect(page.locator(LIVE)).to_have_attribute("data-live", "live")
    expect(page.locator(LIVE)).to_have_attribute("title", re.compile(f"by {transport}"))


@pytest.mark.parametrize(
    ("refused", "withheld", "transport"),
    [
        (set(), set(), "server-sent events"),
        ({"/live"}, set(), "WebSocket"),
        (set(), {"/live"}, "WebSocket"),
        ({"/live", "/ws/live"}, set(), "polling"),
    ],
    ids=["all_pass", "streams_refused", "streams_held_back", "only_requests_pass"],
)
def test_readings_come_whatever_a_proxy_lets_through(
    open_page: OpenPage,
    demo: Server,
    own: Own,
    refused: set[str],
    withheld: set[str],
    transport: str,
) -> None:
    series = own.series()
    with Cutter(demo.port) as cutter:
        cutter.refused, cutter.withheld = refused, withheld
        page = open_page(base_url=cutter.url)
        page.goto(f"/explore/?series={series.id}&start=now-5m")
        panel = Panel(page).ready()
        says(page, transport)
        for value in (5, 6):
            now = round(time.time() * 1000)
            series.add((now, value))
            panel.newer_than(now - 1)
            assert panel.curve.readings[-1] == (now, value)
