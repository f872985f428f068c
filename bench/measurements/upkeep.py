"""What rolling and packing cost beside ingest, and what a query feels of both."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..asking import write_all
from ..batches import MARK, STEPS_A_MARK
from ..http import Connection, answer, connected, wait_for
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..series import DAY, sensor, sensor_lines
from ..usage import cpu_seconds, wait_for_rest
from .ingest import FIELDS, LINES, lines

# As many readings as this at once, and so many a second beside the queries.
REQUESTS, REQUESTS_A_SECOND = 40, 4
SECONDS, FULL_SECONDS = 8, 30
PAUSE = 0.01
MOST_SHARE, MOST_MS = 20, 50


@dataclass
class Taken:
    """Processor seconds of the server until it was at rest; ms of each query."""

    cpu: float
    queries: list[float]


@measurements.register("upkeep")
class Upkeep(Measurement):
    about = "what rolling and packing cost beside ingest, and what queries feel of it"
    is_slow = True

    def run(self, folder: Path) -> Iterator[Figure]:
        seconds = FULL_SECONDS if self.full else SECONDS
        own = _measure(_server(folder / "own"), seconds)
        bare = _server(folder / "bare")
        bare.program = ("-m", "bench.without_upkeep")
        without = _measure(bare, seconds)
        readings = REQUESTS * LINES * FIELDS
        yield Figure(
            f"processor time of ingest, rolling and packing, {readings:,} readings",
            "s",
            [own.cpu],
            "neither rolled nor packed",
            [without.cpu],
        )
        yield Figure(
            "rolling and packing, of the processor time of ingest",
            "%",
            [100 * (own.cpu - without.cpu) / without.cpu],
            at_most=MOST_SHARE,
        )
        rate = REQUESTS_A_SECOND * LINES * FIELDS
        yield Figure(
            f"a day's query beside {rate:,} readings a second",
            "ms",
            own.queries,
            "neither rolled nor packed",
            without.queries,
            targets={0.99: MOST_MS},
        )


def _server(folder: Path) -> Livecurve:
    folder.mkdir()
    return Livecurve(folder, MACHINE_READINGS="off")


def _measure(server: Livecurve, seconds: int) -> Taken:
    today = int(time.time()) // DAY * DAY
    with server.up("--no-demo"):
        ingest = _requests(server)
        day = sensor_lines(sensor(DAY), today - 2 * DAY)
        write_all(server.port, [next(ingest), *(server.write(part, "s") for part in day)])
        wait_for_rest(server.pid)
        before = cpu_seconds(server.pid)
        write_all(server.port, itertools.islice(ingest, REQUESTS))
        wait_for_rest(server.pid)
        cpu = cpu_seconds(server.pid) - before
        start = (today - 2 * DAY) * 1_000_000
        asked = server.ask(['sensor{id="s1"}'], start, start + DAY * 1_000_000)
        paced = list(itertools.islice(ingest, REQUESTS_A_SECOND * seconds))
        return Taken(cpu, wait_for(_queries_beside(server.port, asked, paced)))


def _requests(server: Livecurve) -> Iterator[bytes]:
    """Each goes on where the last one ended."""
    body = server.write(lines("1"), "s")
    for mark in itertools.count(int(time.time() - DAY) // STEPS_A_MARK):
        yield body.replace(MARK, b"%08d" % mark)


async def _queries_beside(port: int, asked: bytes, paced: list[bytes]) -> list[float]:
    """ms of each query while requests that write are sent at even times."""
    async with connected(port) as writer, connected(port) as reader:
        writing = asyncio.create_task(_paced(writer, paced))
        took: list[float] = []
        while not writing.done():
            begun = time.perf_counter()
            await answer(reader, asked)
            took.append(1000 * (time.perf_counter() - begun))
            await asyncio.sleep(PAUSE)
        await writing
        return took


async def _paced(connection: Connection, requests: list[bytes]) -> None:
    begun = time.perf_counter()
    for number, request in enumerate(requests):
        await asyncio.sleep(begun + number / REQUESTS_A_SECOND - time.perf_counter())
        await answer(connection, request)
