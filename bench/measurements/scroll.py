"""How smoothly a page of thirty panels scrolls while ten readings a second come."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from ..browser import chromium, script
from ..live_dashboard import WINDOW, feed, live_dashboard, opened
from ..measurement import Figure, Measurement, measurements
from .frames import RUNS, WARM_UP_MS, Smooth, plain, smoothness

PANELS = 30
# A notch of a wheel, and how long somebody takes from one to the next.
NOTCH, EVERY_MS = 100, 50


class Scrolled(Smooth):
    def watch(self, page: Page) -> None:
        page.wait_for_timeout(WARM_UP_MS)
        page.mouse.move(WINDOW["width"] / 2, WINDOW["height"] / 2)
        page.evaluate(script("scrolled.js"))
        height = page.evaluate("document.documentElement.scrollHeight - innerHeight")
        for notch in (NOTCH, -NOTCH):
            for _ in range(-(-height // NOTCH)):
                page.mouse.wheel(0, notch)
                page.wait_for_timeout(EVERY_MS)
        self.take(page.evaluate("scrolled()"))


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
        yield from smoothness("30 panels × 4 series, scrolled down and up at 10 Hz", own, by_hand)
