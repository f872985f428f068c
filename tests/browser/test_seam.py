"""History and live are one curve: no gap, no point twice, whatever happens to the stream."""

import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cutter import Cutter
from tests.browser.own import Own, OwnSeries
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.browser.witness import Witness
from tests.server import Server

# What Chromium says of a stream that ends and of a server that is away.
CUT = r"net::ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION_\w+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)"


@pytest.fixture
def busy(own: Own) -> Iterator[OwnSeries]:
    """A series to which about twenty readings a second are written."""
    series = own.series()
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.05):
            now = time.time() * 1000
            series.add((now, now % 1000))

    writer = threading.Thread(target=write)
    writer.start()
    yield series
    stop.set()
    writer.join()


def explored(page: Page, series: int | str, base: str = "") -> Panel:
    page.goto(f"{base}/explore/?series={series}&start=now-5m")
    return Panel(page).ready()


Points = list[list[float | None]]


def expect_as_stored(panel: Panel, server: Server) -> int:
    """The curve is what the server has of the same window; how many readings it has. One that
    was committed after a later one is asked for again, which takes a moment."""
    for _ in range(20):
        drawn, stored = compared(panel, server)
        if drawn == stored:
            break
        time.sleep(0.15)
    assert drawn == stored
    return len(drawn)


def compared(panel: Panel, server: Server) -> tuple[Points, Points]:
    """What is drawn, and what is stored of the same window."""
    curve = panel.curve
    assert curve.ascends
    start, newest = panel.span[0], curve.points[-1][0]
    stored = server.query(series=curve.id, start=start, end=newest + 1, width=10_000)
    assert stored["series"][0]["resolution"] == 0
    drawn = [[at, value] for at, value in curve.readings if at >= stored["start"]]
    return drawn, [point for point in stored["series"][0]["points"] if point[1] is not None]


def test_a_chart_that_was_long_open_has_what_was_stored(
    long_open: tuple[Page, Witness], demo: Server
) -> None:
    page, witness = long_open
    panel = Panel(page).ready()
    queries = [query for query in witness.bodies("/api/query") if '"start":"now-5m"' in query]
    # It was asked for once (again at most because of readings that were committed just as it
    # subscribed): all that came later came live.
    assert 1 <= len(queries) <= 2
    panel.newer_than(witness.began + 11_000)
    assert expect_as_stored(panel, demo) > 10
    assert witness.complaints() == []


def test_a_stream_that_was_cut_goes_on_where_it_was(
    open_page: OpenPage, demo: Server, busy: OwnSeries, witness: Witness
) -> None:
    witness.expect(CUT)
    with Cutter(demo.port) as cutter:
        page = open_page(base_url=cutter.url)
        panel = explored(page, busy.id)
        for _ in range(2):
            panel.newer_than(panel.last_time)
            cutter.cut()
            expect(page.locator("#live")).to_have_attribute("data-live", "waiting")
            # Half a second of readings that the page does not get now.
            page.wait_for_timeout(500)
            cutter.mend()
            panel.newer_than(panel.last_time + 1000)
        assert expect_as_stored(panel, demo) > 60
        # Tabs share a stream in a worker, whose requests only the connection sees.
        assert any("/live?" in target and "cursor=" in target for target in cutter.asked)
