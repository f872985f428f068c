"""How busy a page is while nothing new arrives."""

import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from ..browser import chromium
from ..live_dashboard import live_dashboard, opened
from ..measurement import Figure, Measurement, measurements
from .frames import BASELINE, plain

SETTLE_MS = 4_000
RUNS, RUN_MS = 3, 8_000
MOST_PERCENT = 2


@measurements.register("idle")
class Idle(Measurement):
    about = "the main thread of a page with 12 panels while nothing new arrives"

    def run(self, folder: Path) -> Iterator[Figure]:
        with live_dashboard(folder) as server, chromium() as browser:
            with opened(browser, server) as page:
                own = _busy(page)
            with plain(browser, server) as page:
                by_hand = _busy(page)
        yield Figure(
            "main thread busy, curves moving with the clock",
            "%",
            own,
            BASELINE,
            by_hand,
            targets={0.5: MOST_PERCENT},
        )


def _busy(page: Page) -> list[float]:
    """Per cent of the time, run by run: processor time of the page's main thread."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    page.wait_for_timeout(SETTLE_MS)
    runs = []
    for _ in range(RUNS):
        begun, before = time.perf_counter(), spent()
        page.wait_for_timeout(RUN_MS)
        runs.append(100 * (spent() - before) / (time.perf_counter() - begun))
    return runs
