"""A year of a sensor, once a second: any part of it in one request."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..asking import ask_all, write_all
from ..batches import memory_figure
from ..closed_loop import closed_loop, per_second, require_all
from ..http import wait_for
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import fill_samples, get_samples, naive_server
from ..peer import Asked, Peer, beside
from ..series import DAY, sensor, sensor_lines
from ..usage import peak_memory, wait_for_rest

YEAR = 365 * DAY
# Without `--full` a tenth of it, and all parts are parts of that.
SHARE = 10
PARTS = (1, 10, 100, 1000)
RUNS = 100
# Of each part; those that take long are asked less often.
QUESTION_SECONDS = 2
CONNECTIONS, SECONDS = 8, 3
MEDIAN_MS, MOST_MS, LEAST_A_SECOND = 5, 12, 600
# The naive application answers every row: of more than these it would take minutes.
NAIVE_ROWS, NAIVE_ANSWERED = 3_200_000, 400_000
SENSOR = Asked("sensor", "value", "id", ["s1"])

# The request for what lies from one time to another (µs).
Request = Callable[[int, int], bytes]


@dataclass
class Taken:
    """ms of each answer by the part of the year; answers a second; MiB."""

    parts: dict[int, list[float]]
    together: list[float]
    memory: list[float]


@measurements.register("year")
class Year(Measurement):
    about = "a year once a second: the whole of it and parts, in one request"

    def run(self, folder: Path) -> Iterator[Figure]:
        values = sensor(YEAR if self.full else YEAR // SHARE)
        first = int(time.time()) // DAY * DAY - len(values)
        own = _livecurve(folder, values, first)
        others = beside(folder, lambda peer: _peer(peer, values, first))
        others["plain Django, all rows"] = _naive(folder, values[-NAIVE_ROWS:], first)
        yield from _figures(own, others, len(values))


def windows(first: int, seconds: int, part: int) -> Iterator[tuple[int, int]]:
    """From where to where (µs) a part is asked for, elsewhere each time: spread over the whole,
    which itself is moved beyond its beginning."""
    span = seconds // part
    for run in range(RUNS + 1):
        room = seconds - span
        start = first + (room * run * 37 // 101 % room if room else -37 * run)
        yield start * 1_000_000, (start + span) * 1_000_000


def _livecurve(folder: Path, values: NDArray[np.float64], first: int) -> Taken:
    server = Livecurve(folder)
    with server.up("--no-demo"):
        write_all(server.port, (server.write(body, "s") for body in sensor_lines(values, first)))
        wait_for_rest(server.pid)
        return _measure(
            server.port,
            server.pid,
            lambda start, end: server.ask(['sensor{id="s1"}'], start, end),
            (first, len(values)),
        )


def _peer(peer: Peer, values: NDArray[np.float64], first: int) -> Taken:
    write_all(peer.port, (peer.write(body, "s") for body in sensor_lines(values, first)))
    peer.settle()
    return _measure(
        peer.port,
        peer.pid,
        lambda start, end: peer.ask(SENSOR, start, end),
        (first, len(values)),
    )


def _naive(folder: Path, values: NDArray[np.float64], first: int) -> Taken:
    with naive_server(folder) as port:
        fill_samples(folder, "s1", first, values.tolist())
        parts = [part for part in PARTS if len(values) // part <= NAIVE_ANSWERED]
        return _measure(
            port,
            0,
            lambda start, end: get_samples(["s1"], start, end),
            (first, len(values)),
            parts,
        )


def _measure(
    port: int, pid: int, request: Request, whole: tuple[int, int], parts: Sequence[int] = PARTS
) -> Taken:
    asked = {part: [request(*window) for window in windows(*whole, part)] for part in parts}
    # Some hundred columns at least.
    taken = {part: ask_all(port, asked[part], 4_000, QUESTION_SECONDS) for part in parts}
    together = _together(port, asked[100])
    return Taken(taken, together, peak_memory(pid) if pid else [])


def _together(port: int, requests: Sequence[bytes]) -> list[float]:
    """Answers a second of eight connections that ask for different parts."""
    numbers = iter(range(1 << 62))
    exchanges = wait_for(
        closed_loop(port, CONNECTIONS, SECONDS, lambda _: requests[next(numbers) % len(requests)])
    )
    require_all(exchanges)
    return per_second(exchanges, SECONDS)


def _figures(own: Taken, others: dict[str, Taken], readings: int) -> Iterator[Figure]:
    for part in PARTS:
        yield Figure(
            f"{'the whole' if part == 1 else f'1/{part:,}'} of {readings:,} readings",
            "ms",
            own.parts[part],
            peers={name: taken.parts.get(part, []) for name, taken in others.items()},
            targets={0.5: MEDIAN_MS, 0.95: MOST_MS},
        )
    yield Figure(
        "1/100 from 8 connections",
        "answers/s",
        own.together,
        peers={name: taken.together for name, taken in others.items()},
        higher_is_better=True,
        targets={0.5: LEAST_A_SECOND},
    )
    yield from memory_figure(own.memory, {name: taken.memory for name, taken in others.items()})
