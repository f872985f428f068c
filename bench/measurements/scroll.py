"""How smoothly a page of thirty panels scrolls while ten readings a second come."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from ..browser import chromium, script
from ..live_dashboard import WINDOW, feed, live_dashboard, opened
from ..measurement import Figure, Measurement, measurements
from ..quantiles import reached
from .frames import BASELINE, FRAME_MS, FRAMES_A_SECOND, RUNS, WARM_UP_MS, plain

PANELS = 30
# A notch of a wheel, and how long somebody takes from one to the next.
NOTCH, EVERY_MS = 100, 50


class Scrolled:
    """Run by run: frames/s, and the 95th percentile of a frame in ms."""

    def __init__(self) -> None:
        self.rate: list[float] = []
        self.frame: list[float] = []

    def watch(self, page: Page) -> None:
        page.wait_for_timeout(WARM_UP_MS)
        page.mouse.move(WINDOW["width"] / 2, WINDOW["height"] / 2)
        page.evaluate(script("scrolled.js"))
        height = page.evaluate("document.documentElement.scrollHeight - innerHeight")
        for notch in (NOTCH, -NOTCH):
            for _ in range(-(-height // NOTCH)):
                page.mouse.wheel(0, notch)
                page.wait_for_timeout(EVERY_MS)
        frames: list[float] = page.evaluate("scrolled()")
        self.rate.append(1000 * len(frames) / sum(frames))
        self.frame.append(reached(frames, 0.95, False))


@measurements.register("scroll")
class Scroll(Measurement):
    about = "frames a second of 30 panels that are scrolled through while readings come"

    def run(self, folder: Path) -> Iterator[Figure]:
        own, by_hand = Scrolled(), Scrolled()
        with live_dashboard(folder, PANELS) as server, chromium() as browser, feed(server):
            for _ in range(RUNS):
                with opened(browser, server) as page:
                    own.watch(page)
                with plain(browser, server, PANELS) as page:
                    by_hand.watch(page)
        yield Figure(
            "30 panels × 4 series, scrolled down and up at 10 Hz",
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
