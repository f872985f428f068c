"""From the answer to a write until the reading is on the screen."""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page

from ..browser import chromium, fresh_page, script
from ..livecurve import Livecurve
from ..measurement import Failed, Figure, Measurement, measurements

TRIALS = 100
BASELINE_TRIALS = 30
# Seconds between two writes: neither a beat that the server's ticks could fall in with, nor
# so long that 100 take minutes.
PAUSE = (0.05, 0.45)
MOST_MS = 300
# What is still on its way after the last write has this long, in seconds.
PATIENCE = 2
SERIES = "bench_pixel"
LIBRARY = "/static/vendor/echarts/echarts.js"

DASHBOARD = [
    {
        "model": "charts.dashboard",
        "fields": {
            "slug": "bench",
            "title": "Bench",
            "start": "now-5m",
            "end": "now",
            "updated_at": "2026-01-01T00:00:00Z",
        },
    },
    {
        "model": "charts.panel",
        "fields": {
            "dashboard": ["bench"],
            "title": "Pixel",
            "kind": "line",
            "w": 12,
            "h": 5,
            "queries": [{"series": SERIES}],
        },
    },
]


@measurements.register("pixel")
class Pixel(Measurement):
    about = "from a write's answer to the pixel, 100 times"

    def run(self, folder: Path) -> Iterator[Figure]:
        server = Livecurve(folder)
        fixture = folder / "dashboard.json"
        fixture.write_text(json.dumps(DASHBOARD))
        with server.up("--no-demo"), chromium() as browser:
            server.manage("loaddata", str(fixture))
            writer = Writer(server)
            writer.write()
            followed = _followed(server, browser, writer)
            polled = _polled(server, browser, writer)
        yield Figure(
            "write's answer to the pixel",
            "ms",
            followed,
            "a page that asks /api/query once a second",
            polled,
            at_most=MOST_MS,
        )


class Writer:
    """Writes one reading at a time on one kept-alive connection."""

    def __init__(self, server: Livecurve) -> None:
        headers = {"Authorization": f"Token {server.token}"}
        self._client = httpx.Client(base_url=server.url, headers=headers, timeout=20)

    def write(self) -> tuple[int, float]:
        """The time of the reading and the moment of the answer, both in ms since 1970."""
        at = time.time_ns() // 1_000_000
        series = {"series": SERIES, "points": [[at, random.uniform(0, 100)]]}
        self._client.post("/api/readings", json={"readings": [series]}).raise_for_status()
        return at, time.time_ns() / 1e6


def _followed(server: Livecurve, browser: Browser, writer: Writer) -> list[float]:
    with fresh_page(browser, "drawn.js") as page:
        page.goto(f"{server.url}/d/bench/")
        page.wait_for_selector("[data-panel-id][data-last-time]")
        return _trials(page, writer, TRIALS)


def _polled(server: Livecurve, browser: Browser, writer: Writer) -> list[float]:
    with fresh_page(browser, "drawn.js") as page:
        page.goto(f"{server.url}/health")
        page.evaluate(script("polling.js"), {"series": SERIES, "library": LIBRARY})
        return _trials(page, writer, BASELINE_TRIALS)


def _trials(page: Page, writer: Writer, trials: int) -> list[float]:
    """ms from each answer to the first frame that had the reading."""
    written = []
    for _ in range(trials):
        page.wait_for_timeout(1000 * random.uniform(*PAUSE))
        written.append(writer.write())
    page.wait_for_timeout(1000 * PATIENCE)
    drawn: list[tuple[float, float]] = page.evaluate("window.benchDrawn")
    return [_pixel(drawn, at) - answered for at, answered in written]


def _pixel(drawn: list[tuple[float, float]], at: int) -> float:
    for moment, newest in drawn:
        if newest >= at:
            return moment
    raise Failed("A reading never came to the screen.")
