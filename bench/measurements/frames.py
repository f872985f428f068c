"""How smoothly a page draws twelve panels that ten readings a second come to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from ..browser import chromium, fresh_page, script
from ..live_dashboard import (
    NAMES,
    PANELS,
    SECONDS,
    SERIES_A_PANEL,
    STEP_MS,
    WINDOW,
    feed,
    live_dashboard,
    opened,
)
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..quantiles import reached

LIBRARY = "/static/vendor/echarts/echarts.js"
# Size of a plot, which a hand-made page has as large as the dashboard.
PLAIN = {"width": 370, "height": 200}
RUNS, RUN_MS, WARM_UP_MS = 3, 8_000, 2_000
FRAMES_A_SECOND, FRAME_MS, BEHIND_MS = 58, 20, 400
BASELINE = "page by hand, setOption of everything 10 times a second"


@dataclass
class Smooth:
    """Run by run: frames/s, and the 95th percentile of a frame in ms."""

    rate: list[float] = field(default_factory=list)
    frame: list[float] = field(default_factory=list)

    def take(self, frames: list[float]) -> None:
        """What the frames of a run took, in ms."""
        self.rate.append(1000 * len(frames) / sum(frames))
        self.frame.append(reached(frames, 0.95, False))


def smoothness(what: str, own: Smooth, by_hand: Smooth) -> Iterator[Figure]:
    yield Figure(
        what,
        "frames/s",
        own.rate,
        BASELINE,
        by_hand.rate,
        targets={0.5: FRAMES_A_SECOND},
        higher_is_better=True,
    )
    yield Figure(
        "the same: a frame, 95th percentile",
        "ms",
        own.frame,
        BASELINE,
        by_hand.frame,
        targets={0.5: FRAME_MS},
    )


@dataclass
class Watched(Smooth):
    """And the longest that a reading waited in ms."""

    waited: list[float] = field(default_factory=list)

    def watch(self, page: Page, selector: str) -> None:
        page.wait_for_timeout(WARM_UP_MS)
        asked = {"ms": RUN_MS, "step": STEP_MS, "selector": selector}
        seen: dict[str, list[float]] = page.evaluate(script("frames.js"), asked)
        self.take(seen["frames"])
        self.waited.append(reached(seen["waited"], 0.99, False))


@measurements.register("frames")
class Frames(Measurement):
    about = "frames a second of 12 panels with 4 series each, 10 readings a second"

    def run(self, folder: Path) -> Iterator[Figure]:
        own, by_hand = Watched(), Watched()
        with live_dashboard(folder) as server, chromium() as browser, feed(server):
            for _ in range(RUNS):
                with opened(browser, server) as page:
                    own.watch(page, "[data-panel-id]")
                with plain(browser, server) as page:
                    by_hand.watch(page, ".plain")
        yield from smoothness("12 panels × 4 series × 1,600 points at 10 Hz", own, by_hand)
        yield Figure(
            "the same: from a reading's time until it is drawn, 99th percentile",
            "ms",
            own.waited,
            BASELINE,
            by_hand.waited,
            targets={0.5: BEHIND_MS},
        )


@contextmanager
def plain(browser: Browser, server: Livecurve, panels: int = PANELS) -> Iterator[Page]:
    """The page by hand, drawing."""
    with fresh_page(browser, viewport=WINDOW) as page:
        page.goto(f"{server.url}/health")
        arguments = {
            "panels": panels,
            "perPanel": SERIES_A_PANEL,
            "step": STEP_MS,
            "window": 1000 * SECONDS,
            "names": NAMES,
            "library": LIBRARY,
            **PLAIN,
        }
        page.evaluate(script("plainlive.js"), arguments)
        yield page
