"""A dashboard with an hour of readings in Chromium: from navigation until all is drawn."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import httpx
from playwright.sync_api import Browser, Page

from ..browser import chromium, fresh_page, script
from ..http import answer, connected, wait_for
from ..livecurve import Livecurve
from ..machine import hour_of_readings
from ..measurement import Figure, Measurement, measurements

RUNS = 5
DATA = "/api/dashboards/machine/data"
LIBRARY = "/static/vendor/echarts/echarts.js"
RANGES = {"as it opens, 5 minutes": "start=now-5m&end=now", "an hour": "start=now-1h&end=now"}
MOST_MS = 1000
FIRST_PAINT_MS = 300
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
REQUESTS = "performance.getEntriesByType('resource').map((one) => [one.name, one.startTime])"


@dataclass
class Taken:
    """Of one range: ms until all was drawn, until the first paint, and requests for data, run by
    run."""

    drawn: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    by_hand: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    one_by_one: list[float] = field(default_factory=list)


@measurements.register("dashboard")
class Dashboard(Measurement):
    about = "/d/machine/ with an hour of readings, until all its panels are drawn"

    def run(self, folder: Path) -> Iterator[Figure]:
        server = Livecurve(folder)
        with server.up():
            wait_for(_write(server))
            with chromium() as browser:
                for name, chosen in RANGES.items():
                    yield from _figures(name, _measure(server, browser, chosen))


def _figures(name: str, taken: Taken) -> Iterator[Figure]:
    yield Figure(
        f"{name}: navigation to all panels drawn",
        "ms",
        taken.drawn,
        "page by hand, a request and setOption a panel",
        taken.by_hand,
        at_most=MOST_MS,
    )
    yield Figure(f"{name}: navigation to first paint", "ms", taken.painted, at_most=FIRST_PAINT_MS)
    yield Figure(f"{name}: requests for data", "requests", taken.requests, at_most=1)
    yield Figure(
        f"{name}: data of all panels, one request",
        "ms",
        taken.together,
        "a request a panel, one after another",
        taken.one_by_one,
    )


async def _write(server: Livecurve) -> None:
    async with connected(server.port) as connection:
        for lines in hour_of_readings():
            await answer(connection, server.write(lines, precision="s"))


def _measure(server: Livecurve, browser: Browser, chosen: str) -> Taken:
    taken = Taken()
    with httpx.Client(base_url=server.url, timeout=20) as client:
        panels = [one["id"] for one in client.get("/api/dashboards/machine").json()["panels"]]
        for _ in range(RUNS):
            drawn, painted, requests = _open(browser, f"{server.url}/d/machine/?{chosen}")
            taken.drawn.append(drawn)
            taken.painted.append(painted)
            taken.requests.append(requests)
            taken.by_hand.append(_by_hand(browser, server.url, panels, chosen))
            taken.together.append(_ask(client, [f"{DATA}?{chosen}"]))
            each = [f"{DATA}?{chosen}&panels={panel}" for panel in panels]
            taken.one_by_one.append(_ask(client, each))
    return taken


def _open(browser: Browser, url: str) -> tuple[float, float, int]:
    """ms until everything was drawn, ms until the first paint, and how many requests it took
    until all had readings."""
    with fresh_page(browser, "ready.js") as page:
        _get_going(page, url)
        page.goto(url)
        filled, drawn = page.evaluate("benchReady")
        painted: float = page.evaluate(PAINTED)
        asked: list[tuple[str, float]] = page.evaluate(REQUESTS)
    return drawn, painted, sum("/api/" in name and begun < filled for name, begun in asked)


def _get_going(page: Page, url: str) -> None:
    """Chromium starts a process for the first page of a server, whoever made that page: it
    opens an address here that loads nothing."""
    page.goto(urljoin(url, "/health"))


def _by_hand(browser: Browser, url: str, panels: list[int], chosen: str) -> float:
    with fresh_page(browser) as page:
        _get_going(page, url)
        arguments = {"panels": panels, "range": chosen, "library": LIBRARY}
        took: float = page.evaluate(script("handwritten.js"), arguments)
    return took


def _ask(client: httpx.Client, targets: list[str]) -> float:
    begun = time.perf_counter()
    for target in targets:
        client.get(target).raise_for_status()
    return 1000 * (time.perf_counter() - begun)
