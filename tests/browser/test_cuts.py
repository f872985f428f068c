"""What a chart holds after its connection was cut again and again is what is stored."""

import time

from playwright.sync_api import expect

from tests.browser.cutter import Cutter
from tests.browser.own import Own
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.browser.waiting import until
from tests.browser.witness import Witness
from tests.server import Server
from tests.soak.lengths import FULL

CUTS, BATCHES_A_CUT = 5, 4
# As many in each as a chart holds without folding them.
SERIES, READINGS = 4, 10_000
BATCH = READINGS // (CUTS * BATCHES_A_CUT * SERIES)
# What Chromium says of a stream that ends and of a server that is away.
CUT = r"net::ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION_\w+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)"
# Asked for again and again, so without the thousands of points before.
ENDS = "panel => panel.livecurve.points().map(({points}) => points.at(-1)[0])"
AWAY_SECONDS = 5 if FULL else 0.3


def test_ten_thousand_readings_through_five_cuts_are_all_in_the_chart(
    open_page: OpenPage, demo: Server, own: Own, witness: Witness
) -> None:
    witness.expect(CUT)
    every = [own.series() for _ in range(SERIES)]
    chosen = "&".join(f"series={one.id}" for one in every)

    def write(batches: int) -> float:
        """Readings a millisecond apart; the time of the newest."""
        for _ in range(batches):
            begun = round(time.time() * 1000)
            points = [(begun + n - BATCH, float(n % 97)) for n in range(BATCH)]
            for one in every:
                one.add(*points)
            time.sleep(BATCH / 1000)
        return points[-1][0]

    with Cutter(demo.port) as cutter:
        page = open_page(base_url=cutter.url)
        page.goto(f"/explore/?{chosen}&start=now-15m")
        panel = Panel(page).ready()
        expect(page.locator("#live")).to_have_attribute("data-live", "live")
        for _ in range(CUTS):
            write(2)
            cutter.cut()
            expect(page.locator("#live")).to_have_attribute("data-live", "waiting")
            write(1)
            page.wait_for_timeout(1000 * AWAY_SECONDS)
            cutter.mend()
            last = write(1)
            until(lambda: ends(panel) == {last}, "the newest readings", page)  # noqa: B023
    stored = demo.query(series=[one.id for one in every], start="now-15m", width=10_000)["series"]
    assert sum(one["count"] for one in stored) == READINGS + 60 * SERIES
    for curve, one in zip(panel.curves, stored, strict=True):
        # Where the gaps lie depends on the usual step, which the server learns meanwhile.
        readings = [tuple(point) for point in one["points"] if point[1] is not None]
        assert curve.readings == readings


def ends(panel: Panel) -> set[float]:
    """The times of the newest points of all curves."""
    return set(panel.element.evaluate(ENDS))
