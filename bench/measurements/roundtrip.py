"""100,000 lines written and read back: every reading equal, in the right place."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from ..http import Connection, answer, connected, json_request, wait_for
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import get_samples, moment, naive_server, post_samples

RUNS = 3
LINES = 100_000
LINES_A_REQUEST = 5_000
DEVICES = 20
STEP = 1_000_000
READINGS_A_DEVICE = LINES // DEVICES
# As many readings of a series as `width` columns of M4 can have are answered as they are.
WIDTH = READINGS_A_DEVICE // 4

Readings = Sequence[tuple[str, int, float]]


@dataclass
class Taken:
    """Readings a second of each request that wrote or read, and how many came back wrong."""

    writes: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    wrong: list[float] = field(default_factory=list)


@measurements.register("roundtrip")
class RoundTrip(Measurement):
    about = "100,000 lines of line protocol written, read back and compared"

    def run(self, folder: Path) -> Iterator[Figure]:
        runs = [_readings(run) for run in range(RUNS)]
        server = Livecurve(folder)
        with server.up("--no-demo"):
            own = wait_for(_livecurve(server, runs))
        with naive_server(folder) as port:
            naive = wait_for(_naive(port, runs))
        baseline = "plain Django, bulk_create and JSON"
        for what, taken, other in (
            ("written, 5,000 lines a request", own.writes, naive.writes),
            ("read back, 100,000 at once", own.reads, naive.reads),
        ):
            yield Figure(what, "readings/s", taken, baseline, other, higher_is_better=True)
        yield Figure("wrong or missing of 100,000", "readings", own.wrong, at_most=0)


def _readings(run: int) -> Readings:
    """Of 20 devices, once a second with jitter, of any double that is no NaN or infinity."""
    dice = random.Random(run)
    end = time.time_ns() // 1000 - 3600 * STEP
    begin = end - READINGS_A_DEVICE * STEP
    return [
        (f"{run}-{device}", begin + step * STEP + dice.randrange(STEP // 2), _value(dice))
        for step in range(READINGS_A_DEVICE)
        for device in range(DEVICES)
    ]


def _value(dice: random.Random) -> float:
    return dice.uniform(-1, 1) * 10.0 ** dice.randint(-300, 300)


def _requests(readings: Readings) -> Iterator[Readings]:
    for first in range(0, LINES, LINES_A_REQUEST):
        yield readings[first : first + LINES_A_REQUEST]


async def _livecurve(server: Livecurve, runs: Sequence[Readings]) -> Taken:
    taken = Taken()
    async with connected(server.port) as connection:
        for run, readings in enumerate(runs):
            for part in _requests(readings):
                lines = (f"sample,device={name} value={v!r} {time}" for name, time, v in part)
                request = server.write("\n".join(lines).encode())
                taken.writes.append(await _rate(connection, request, LINES_A_REQUEST))
            query = {
                "start": readings[0][1] // 1000 - 1000,
                "end": readings[-1][1] // 1000 + 1000,
                "width": WIDTH,
                "queries": [{"series": f'sample{{device="{run}-*"}}', "agg": "m4"}],
            }
            begun = time.perf_counter()
            body = await answer(connection, json_request("/api/query", query))
            found = orjson.loads(body)["series"]
            taken.reads.append(LINES / (time.perf_counter() - begun))
            taken.wrong.append(_wrong(readings, found))
    return taken


async def _rate(connection: Connection, request: bytes, readings: int) -> float:
    begun = time.perf_counter()
    await answer(connection, request)
    return readings / (time.perf_counter() - begun)


def _wrong(readings: Readings, found: Sequence[Any]) -> int:
    """How many of the readings are not exactly where they belong, and how many are too much."""
    came = {
        (series["tags"]["device"], round(1000 * ms)): value
        for series in found
        for ms, value in series["points"]
    }
    right: int = sum(came.get((name, at)) == value for name, at, value in readings)
    answered = sum(len(series["points"]) for series in found)
    return (len(readings) - right) + (answered - right)


async def _naive(port: int, runs: Sequence[Readings]) -> Taken:
    taken = Taken()
    async with connected(port) as connection:
        for run, readings in enumerate(runs):
            for part in _requests(readings):
                request = post_samples(part)
                taken.writes.append(await _rate(connection, request, LINES_A_REQUEST))
            names = [f"{run}-{device}" for device in range(DEVICES)]
            begun = time.perf_counter()
            body = await answer(connection, get_samples(names, readings[0][1] - STEP))
            rows = orjson.loads(body)["samples"]
            taken.reads.append(LINES / (time.perf_counter() - begun))
            taken.wrong.append(_wrong_rows(readings, rows))
    return taken


def _wrong_rows(readings: Readings, rows: Sequence[dict[str, Any]]) -> int:
    came = {(row["device"], row["taken_at"]): row["value"] for row in rows}
    wrong: int = sum(came.get((n, moment(at).isoformat())) != v for n, at, v in readings)
    return wrong
