"""A dashboard in a Chromium window of 1600 by 1000: 12 panels of 4 series with 1,600 readings
each, and a feed that goes on with ten readings a second of every series."""

import json
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, ViewportSize

from .asking import write_all
from .browser import fresh_page
from .livecurve import Livecurve

WINDOW: ViewportSize = {"width": 1600, "height": 1000}
PANELS, SERIES_A_PANEL = 12, 4
READINGS, HERTZ = 1_600, 10
SECONDS = READINGS // HERTZ
STEP_MS = 1000 // HERTZ
NAMES = [f"s{number}" for number in range(PANELS * SERIES_A_PANEL)]
RECORDS_A_REQUEST = 5_000


@contextmanager
def live_dashboard(folder: Path, panels: int = PANELS) -> Iterator[Livecurve]:
    """A server that has the dashboard `bench` with readings up to now."""
    server = Livecurve(folder)
    with server.up("--no-demo"):
        fixture = folder / "dashboard.json"
        fixture.write_text(json.dumps(_dashboard(panels)))
        server.manage("loaddata", str(fixture))
        now = _now()
        lines = [line for at in range(now - 1000 * SECONDS, now, STEP_MS) for line in _lines(at)]
        bodies = ["\n".join(lines[i : i + RECORDS_A_REQUEST]) for i in _starts(len(lines))]
        write_all(server.port, (server.write(body.encode(), "ms") for body in bodies))
        yield server


@contextmanager
def opened(browser: Browser, server: Livecurve, *scripts: str) -> Iterator[Page]:
    """The dashboard, with all panels in sight drawn and the stream open."""
    with fresh_page(browser, *scripts, viewport=WINDOW) as page:
        page.goto(f"{server.url}/d/bench/")
        page.wait_for_function(
            f"() => document.querySelectorAll('[data-last-time]').length >= {PANELS} &&"
            "document.querySelector('#live').dataset.live === 'live'"
        )
        yield page


@contextmanager
def feed(server: Livecurve) -> Iterator[None]:
    """Ten readings a second of every series, for the length of the block."""
    stop = threading.Event()
    writer = threading.Thread(target=_write, args=(server, stop))
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def _write(server: Livecurve, stop: threading.Event) -> None:
    headers = {"Authorization": f"Token {server.token}"}
    url = f"{server.url}/api/v2/write?precision=ms"
    with httpx.Client(headers=headers, timeout=20) as client:
        at = _now()
        while not stop.wait(max(0, at - time.time() * 1000) / 1000):
            client.post(url, content="\n".join(_lines(at)).encode()).raise_for_status()
            at += STEP_MS


def _now() -> int:
    return time.time_ns() // 1_000_000 // STEP_MS * STEP_MS


def _starts(count: int) -> range:
    return range(0, count, RECORDS_A_REQUEST)


def _lines(at: int) -> Iterator[str]:
    """One reading of every series: waves of several lengths with some roughness."""
    for number, name in enumerate(NAMES):
        phase = at / 1000 / (7 + number)
        value = 10 * math.sin(phase) + 3 * math.sin(phase * 7.3) + math.sin(phase * 61.7)
        yield f"sensor,id={name} value={value + number:.3f} {at}"


def _names_of(panel: int) -> list[str]:
    """The series of a panel; beyond those that there are it begins anew."""
    first = SERIES_A_PANEL * panel % len(NAMES)
    return NAMES[first : first + SERIES_A_PANEL]


def _dashboard(count: int) -> list[dict[str, object]]:
    fields: dict[str, object] = {
        "slug": "bench",
        "title": "Bench",
        "start": f"now-{SECONDS}s",
        "end": "now",
        "updated_at": "2026-01-01T00:00:00Z",
    }
    panels: list[dict[str, object]] = [
        {
            "model": "charts.panel",
            "fields": {
                "dashboard": ["bench"],
                "title": f"Panel {panel}",
                "kind": "line",
                "x": 3 * (panel % 4),
                "y": 4 * (panel // 4),
                "w": 3,
                "h": 4,
                "queries": [{"series": f'sensor{{id="{name}"}}'} for name in _names_of(panel)],
            },
        }
        for panel in range(count)
    ]
    return [{"model": "charts.dashboard", "fields": fields}, *panels]
