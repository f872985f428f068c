"""A hundred thousand series with a reading a minute each, and searches among them."""

import asyncio
import random
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from ..asking import ask_all
from ..batches import memory_figure
from ..http import Connection, answer, connected, request_bytes, wait_for
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import naive_server, post_samples
from ..peer import beside
from ..usage import peak_memory

SERIES, SERIES_A_REQUEST = 100_000, 1_000
REQUESTS = SERIES // SERIES_A_REQUEST
# A minute of theirs: three times as fast where time is short.
ROUND_SECONDS, FULL_ROUND_SECONDS = 20, 60
ROUNDS = 2
SEARCHES_A_SECOND = 5
MOST_MS = 100
NAIVE_REQUESTS = 5


@measurements.register("many-series")
class ManySeries(Measurement):
    about = "100,000 series with a reading a minute, and searches among them"
    is_slow = True

    def run(self, folder: Path) -> Iterator[Figure]:
        seconds = FULL_ROUND_SECONDS if self.full else ROUND_SECONDS
        server = Livecurve(folder)
        with server.up("--no-demo"):
            made = ask_all(server.port, map(server.write, bodies(0)), seconds=600)
            writes, searches = wait_for(_rounds(server, seconds))
            memory = peak_memory(server.pid)
        others = beside(
            folder,
            lambda peer: [
                ask_all(peer.port, map(peer.write, bodies(round)), seconds=60)
                for round in range(ROUNDS)
            ],
        )
        what = f"{SERIES_A_REQUEST:,} readings of as many series, one request"
        yield Figure(
            f"{what}: series made",
            "ms",
            made,
            "plain Django",
            _naive(folder),
            peers={name: taken[0] for name, taken in others.items()},
        )
        peers = {name: taken[-1] for name, taken in others.items()}
        yield Figure(f"{what}: known series", "ms", writes, peers=peers, at_most=MOST_MS)
        yield Figure(f"search among {SERIES:,} series", "ms", searches, at_most=MOST_MS)
        yield from memory_figure(memory, {})


def bodies(minute: int) -> Iterator[bytes]:
    """A minute's readings of all series as line protocol."""
    at = (time.time_ns() // 1000) + minute * 60_000_000
    for low in range(0, SERIES, SERIES_A_REQUEST):
        yield b"\n".join(
            b"meter,site=s%03d,device=d%06d value=%.1f %d"
            % (number % 500, number, random.uniform(0, 100), at)
            for number in range(low, low + SERIES_A_REQUEST)
        )


async def _rounds(server: Livecurve, seconds: int) -> tuple[list[float], list[float]]:
    """ms of each write and each search."""
    async with connected(server.port) as writer, connected(server.port) as reader:
        pause = seconds / REQUESTS
        requests = [server.write(body) for minute in range(ROUNDS) for body in bodies(minute + 1)]
        writing = asyncio.create_task(_paced(writer, requests, pause))
        searches = [_search(number) for number in range(SEARCHES_A_SECOND * seconds * ROUNDS)]
        searching = asyncio.create_task(_paced(reader, searches, 1 / SEARCHES_A_SECOND))
        return await writing, await searching


def _search(number: int) -> bytes:
    """By turns: a device, a site with its 200 devices, a name that all have."""
    text = (f"d{number * 7919 % SERIES:06d}", f"s{number % 500:03d}", "meter")[number % 3]
    return request_bytes("GET", f"/api/series?{urlencode({'search': text, 'limit': 50})}")


async def _paced(connection: Connection, requests: list[bytes], pause: float) -> list[float]:
    """ms of each request; one begins every `pause` seconds, unless the one before is late."""
    took, begun = [], time.perf_counter()
    for number, request in enumerate(requests):
        await asyncio.sleep(begun + number * pause - time.perf_counter())
        sent = time.perf_counter()
        await answer(connection, request)
        took.append(1000 * (time.perf_counter() - sent))
    return took


def _naive(folder: Path) -> list[float]:
    """Of its first series: it looks each one up by itself."""
    at = time.time_ns() // 1000
    requests = (
        post_samples(
            (f"d{number:06d}", at, 1.0)
            for number in range(low * SERIES_A_REQUEST, (low + 1) * SERIES_A_REQUEST)
        )
        for low in range(NAIVE_REQUESTS)
    )
    with naive_server(folder) as port:
        return ask_all(port, requests, seconds=30)
