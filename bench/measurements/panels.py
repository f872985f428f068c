"""Many curves in one request: twelve series, and a dashboard of twelve panels with four each."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from ..asking import ask_all, write_all
from ..batches import memory_figure
from ..http import request_bytes
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import get_samples, naive_server, post_samples
from ..peer import Asked, Peer, beside
from ..series import DAY, sensor, sensor_lines
from ..usage import peak_memory, wait_for_rest

PANELS, SERIES_A_PANEL, TWELVE = 12, 4, 12
HOUR = 3600
RUNS, QUESTION_SECONDS = 50, 3
WIDTH = 1200
HOUR_MS, DASHBOARD_MS = 10, 80
NAMES = [f"s{number}" for number in range(PANELS * SERIES_A_PANEL)]


@dataclass
class Taken:
    """ms of each answer, and MiB."""

    hour: list[float]
    dashboard: list[float]
    memory: list[float]


@measurements.register("panels")
class Panels(Measurement):
    about = "12 series in one request, and a dashboard of 12 panels with 4 series each"

    def run(self, folder: Path) -> Iterator[Figure]:
        end = int(time.time())
        own = _livecurve(folder, end)
        others = beside(folder, lambda peer: _peer(peer, end))
        yield Figure(
            "12 series, the last hour once a second, one request",
            "ms",
            own.hour,
            "plain Django, all rows",
            _naive(folder, end),
            peers={name: taken.hour for name, taken in others.items()},
            targets={0.5: HOUR_MS},
        )
        yield Figure(
            "12 panels × 4 series, 24 hours once a second, one request",
            "ms",
            own.dashboard,
            peers={f"{name}, 48 series": taken.dashboard for name, taken in others.items()},
            targets={0.5: DASHBOARD_MS},
        )
        yield from memory_figure(own.memory, {name: taken.memory for name, taken in others.items()})


def dashboard() -> bytes:
    """A fixture of the dashboard `bench`."""
    panels = [
        {
            "model": "charts.panel",
            "fields": {
                "dashboard": ["bench"],
                "title": f"Panel {panel}",
                "kind": "line",
                "unit": "",
                "x": 6 * (panel % 2),
                "y": 4 * (panel // 2),
                "w": 6,
                "h": 4,
                "queries": [
                    {"series": f'sensor{{id="s{SERIES_A_PANEL * panel + number}"}}'}
                    for number in range(SERIES_A_PANEL)
                ],
                "options": {},
            },
        }
        for panel in range(PANELS)
    ]
    fields = {
        "slug": "bench",
        "title": "Bench",
        "start": "now-24h",
        "end": "now",
        "position": 0,
        "updated_at": "2026-01-01T00:00:00Z",
    }
    return orjson.dumps([{"model": "charts.dashboard", "fields": fields}, *panels])


def _bodies(end: int) -> Iterator[bytes]:
    for number, name in enumerate(NAMES):
        yield from sensor_lines(sensor(DAY, number), end - DAY, name)


def _livecurve(folder: Path, end: int) -> Taken:
    server = Livecurve(folder)
    with server.up("--no-demo"):
        fixture = folder / "bench.json"
        fixture.write_bytes(dashboard())
        server.manage("loaddata", str(fixture))
        write_all(server.port, (server.write(body, "s") for body in _bodies(end)))
        wait_for_rest(server.pid)
        series = [f'sensor{{id="{name}"}}' for name in NAMES[:TWELVE]]
        asked = (server.ask(series, *_last(end, HOUR, run), WIDTH) for run in range(RUNS))
        hour = ask_all(server.port, asked, 4_000 * TWELVE, QUESTION_SECONDS)
        asked = (_dashboard_data(*_last(end, DAY, run)) for run in range(RUNS))
        whole = ask_all(server.port, asked, 4_000 * len(NAMES), QUESTION_SECONDS)
        return Taken(hour, whole, peak_memory(server.pid))


def _peer(peer: Peer, end: int) -> Taken:
    write_all(peer.port, (peer.write(body, "s") for body in _bodies(end)))
    peer.settle()
    hour = _ask(peer, NAMES[:TWELVE], end, HOUR)
    return Taken(hour, _ask(peer, NAMES, end, DAY), peak_memory(peer.pid))


def _ask(peer: Peer, names: list[str], end: int, seconds: int) -> list[float]:
    asked = Asked("sensor", "value", "id", names)
    requests = (peer.ask(asked, *_last(end, seconds, run), WIDTH) for run in range(RUNS))
    return ask_all(peer.port, requests, 4_000 * len(names), QUESTION_SECONDS)


def _naive(folder: Path, end: int) -> list[float]:
    start = end - HOUR
    readings = {name: sensor(HOUR, number).tolist() for number, name in enumerate(NAMES[:TWELVE])}
    with naive_server(folder) as port:
        write_all(
            port,
            (
                post_samples((name, (start + at) * 1_000_000, v) for at, v in enumerate(values))
                for name, values in readings.items()
            ),
        )
        asked = (get_samples(list(readings), *_last(end, HOUR, run)) for run in range(RUNS))
        return ask_all(port, asked, 4_000 * TWELVE, QUESTION_SECONDS)


def _last(end: int, seconds: int, run: int) -> tuple[int, int]:
    """The last so many seconds, each run a little earlier: from where to where (µs)."""
    return (end - seconds - run) * 1_000_000, (end - run) * 1_000_000


def _dashboard_data(start: int, end: int) -> bytes:
    return request_bytes(
        "GET", f"/api/dashboards/bench/data?start={start // 1000}&end={end // 1000}&width={WIDTH}"
    )
