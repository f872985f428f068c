"""What a page of twelve panels holds in memory after a day of readings."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import CDPSession, Page

from ..browser import chromium
from ..live_dashboard import live_dashboard, opened
from ..measurement import Figure, Measurement, measurements

MINUTE, DAY = 60, 86_400
# Simulated seconds from one step to the next, and the frames after each. A page's first minute
# is one of many drawings, in which all that is compiled and kept for drawing comes together.
MINUTE_STEP, MINUTE_FRAMES = 1, 12
DAY_STEP, DAY_FRAMES = 120, 1
SETTLE_MS = 2_000
MOST_PERCENT = 10
MIB = 2**20


@measurements.register("heap")
class Heap(Measurement):
    about = "memory of a page with 12 panels after a simulated day of live readings"

    def run(self, folder: Path) -> Iterator[Figure]:
        with (
            live_dashboard(folder) as server,
            chromium() as browser,
            opened(browser, server, "day.js") as page,
        ):
            session = page.context.new_cdp_session(page)
            _pass(page, MINUTE, MINUTE_STEP, MINUTE_FRAMES)
            minute = _held(page, session)
            _pass(page, DAY, DAY_STEP, DAY_FRAMES)
            day = _held(page, session)
        yield Figure(
            "heap and buffers after a day, 48 series at 1 Hz",
            "MiB",
            [day / MIB],
            "after the first minute",
            [minute / MIB],
        )
        growth = 100 * (day / minute - 1)
        yield Figure("the same: growth", "%", [growth], targets={0.5: MOST_PERCENT})


def _pass(page: Page, seconds: int, step: int, frames: int) -> None:
    asked = {"seconds": seconds, "step": step, "frames": frames}
    page.evaluate("asked => benchDay(asked)", asked)


def _held(page: Page, session: CDPSession) -> float:
    """Bytes, once nothing is left to be thrown away."""
    page.wait_for_timeout(SETTLE_MS)
    session.send("HeapProfiler.collectGarbage")
    usage: dict[str, float] = session.send("Runtime.getHeapUsage")
    return usage["usedSize"] + usage.get("backingStorageSize", 0)
