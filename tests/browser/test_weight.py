"""What pages cost: everything that comes over the wire until they are drawn."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.panels import Panel

# Bytes; the first as they are, the second as they are sent.
FIRST = 1_500_000
NEXT = 50_000
# Whether a page is ready with its first panel.
PAGES = {
    "/d/machine/": True,
    '/explore/?series=machine_cpu{core="total"}&start=now-5m': True,
    "/": False,
    "/sources/": False,
    "/gallery/": False,
}


class Traffic:
    """Bytes of all answers of a page since `begin`."""

    def __init__(self, session: CDPSession) -> None:
        self.unpacked = self.sent = 0
        session.on("Network.dataReceived", self._data)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def begin(self) -> None:
        self.unpacked = self.sent = 0

    def _data(self, event: dict[str, Any]) -> None:
        self.unpacked += event["dataLength"]

    def _finished(self, event: dict[str, Any]) -> None:
        # Nothing for what the browser had kept.
        self.sent += event["encodedDataLength"]


@pytest.fixture
def traffic(page: Page) -> Iterator[Traffic]:
    session = page.context.new_cdp_session(page)
    yield Traffic(session)
    session.detach()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light_at_first_and_lighter_the_next_time(
    page: Page, traffic: Traffic, path: str
) -> None:
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    traffic.begin()
    show(page, path)
    assert 50_000 < traffic.unpacked < FIRST
    # What it asks for when its curves are there is not of the next page.
    page.wait_for_timeout(1000)
    traffic.begin()
    show(page, path)
    assert 1_000 < traffic.sent < NEXT


def show(page: Page, path: str) -> None:
    page.goto(path, wait_until="load")
    if PAGES[path]:
        Panel(page).ready()
    else:
        # What lists and small curves ask for.
        page.wait_for_timeout(1000)
