"""Thousands of clients that follow along, in one server process."""

import asyncio
import random
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import orjson

from ..followers import Follower, follow
from ..http import Connection, answer, connected, request_bytes, wait_for
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..usage import resident_memory

SERIES = 12
WRITES = 15
# What is still on its way after the last write has this long, in seconds.
PATIENCE = 2
# Clients to the limit in ms for 99 in 100 frames.
LIMITS = {5_000: 250.0, 10_000: 600.0}
MEMORY_LIMIT = 20.0


@measurements.register("live-many")
class LiveMany(Measurement):
    about = "5,000 clients that follow 12 series, once a second (with --full 10,000 too)"

    def run(self, folder: Path) -> Iterator[Figure]:
        for clients, limit in LIMITS.items():
            if clients == min(LIMITS) or self.full:
                yield from _figures(folder / str(clients), clients, limit)


def _figures(folder: Path, clients: int, limit: float) -> Iterator[Figure]:
    folder.mkdir()
    server = Livecurve(folder, MACHINE_READINGS="off")
    with server.up("--no-demo"):
        latencies, memory = wait_for(_measure(server, clients))
    what = f"write sent to frame at one of {clients:,} clients"
    yield Figure(what, "ms", latencies, targets={0.99: limit})
    missing = clients * WRITES - len(latencies)
    yield Figure(f"frames not received of {clients * WRITES:,}", "frames", [missing], at_most=0)
    yield Figure(f"memory a client, of {clients:,}", "KiB", [memory], at_most=MEMORY_LIMIT)


async def _measure(server: Livecurve, clients: int) -> tuple[list[float], float]:
    """How long each frame took to each client (ms), and the memory of a client (KiB)."""
    target = await _target(server)
    before = resident_memory(server.pid)
    followers = await follow(server.port, target, clients)
    try:
        async with connected(server.port) as connection:
            sent = await _once_a_second(connection, server)
        memory = (resident_memory(server.pid) - before) * 1024 / clients
    finally:
        for follower in followers:
            follower.close()
    return [taken for follower in followers for taken in _taken(follower, sent)], memory


async def _target(server: Livecurve) -> str:
    """The door to the series, which have to be there to be followed by their ids."""
    async with connected(server.port) as connection:
        await answer(connection, _write(server, time.time_ns() // 1_000_000))
        found = await answer(connection, request_bytes("GET", "/api/query?series=room"))
    ids = [one["id"] for one in orjson.loads(found)["series"]]
    return "/live?" + urlencode({"series": ",".join(map(str, ids))})


async def _once_a_second(connection: Connection, server: Livecurve) -> dict[float, float]:
    """When each write was sent, by the time of its readings (ms)."""
    sent: dict[float, float] = {}
    for _ in range(WRITES):
        early = random.uniform(0, 0.5)
        await asyncio.sleep(early)
        at = time.time_ns() // 1_000_000
        sent[at] = time.perf_counter()
        await answer(connection, _write(server, at))
        await asyncio.sleep(1 - early)
    await asyncio.sleep(PATIENCE - 1)
    return sent


def _write(server: Livecurve, at: int) -> bytes:
    lines = (f"room,number={number} value={at % 1000} {at}" for number in range(SERIES))
    return server.write("\n".join(lines).encode(), "ms")


def _taken(follower: Follower, sent: dict[float, float]) -> list[float]:
    return [
        1000 * (arrived - sent[at])
        for at, arrived in zip(follower.times, follower.arrived, strict=True)
    ]
