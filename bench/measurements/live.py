"""From sending a write to its arrival at a hundred clients that follow along."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import orjson

from ..http import Connection, answer, connected, request_bytes, wait_for
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import get_samples, naive_server, post_samples

CLIENTS = 100
SERIES = 12
WRITES = 10
# What is still on its way after the last write has this long, in seconds.
PATIENCE = 2


@measurements.register("live")
class Live(Measurement):
    about = "100 clients that follow 12 series, once a second"

    def run(self, folder: Path) -> Iterator[Figure]:
        server = Livecurve(folder)
        with server.up("--no-demo"):
            own = wait_for(_livecurve(server))
        with naive_server(folder) as port:
            polled = wait_for(_naive(port))
        yield Figure(
            "write sent to reading at a client",
            "ms",
            own,
            "plain Django, asked by each client once a second",
            polled,
            at_most=80.0,
        )
        missing = CLIENTS * SERIES * WRITES - len(own)
        yield Figure(f"not received of {len(own) + missing:,}", "readings", [missing], at_most=0)


class Arrivals:
    """When readings were sent, by their time (µs), and how long each took to each client."""

    def __init__(self) -> None:
        self._sent: dict[int, float] = {}
        self.latencies: list[float] = []

    def sent(self, at: int) -> None:
        self._sent[at] = time.perf_counter()

    def came(self, at: int) -> None:
        sent = self._sent.get(at)
        if sent is not None:
            self.latencies.append(1000 * (time.perf_counter() - sent))


class Follower:
    """Takes apart what a stream of server-sent events brings."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals = arrivals
        self._rest = b""
        self.greeted = asyncio.Event()

    def take(self, part: bytes) -> None:
        *events, self._rest = (self._rest + part).split(b"\n\n")
        for event in events:
            for line in event.split(b"\n"):
                if line.startswith(b"data:"):
                    self._frame(orjson.loads(line[5:]))
            self.greeted.set()

    def _frame(self, frame: dict[str, dict[str, list[tuple[float, float]]]]) -> None:
        for points in frame.get("series", {}).values():
            for ms, _ in points:
                self._arrivals.came(round(1000 * ms))


async def _livecurve(server: Livecurve) -> list[float]:
    def write(at: int) -> bytes:
        lines = (f"room,number={number} value={at % 1000} {at}" for number in range(SERIES))
        return server.write("\n".join(lines).encode())

    arrivals = Arrivals()
    async with connected(server.port) as connection:
        # The series have to be there to be followed by their ids.
        await answer(connection, write(_now()))
        found = await answer(connection, request_bytes("GET", "/api/query?series=room"))
        ids = [one["id"] for one in orjson.loads(found)["series"]]
        target = "/live?" + urlencode({"series": ",".join(map(str, ids))})
        async with _following(server.port, target, arrivals):
            await _once_a_second(connection, write, arrivals)
    return arrivals.latencies


@asynccontextmanager
async def _following(port: int, target: str, arrivals: Arrivals) -> AsyncIterator[None]:
    """A hundred streams, all of which have had their first event."""
    request = request_bytes("GET", target, {"Accept": "text/event-stream"})
    followers = [Follower(arrivals) for _ in range(CLIENTS)]
    streams = []
    async with AsyncExitStack() as stack:
        for follower in followers:
            connection = await stack.enter_async_context(connected(port, follower.take))
            streams.append(asyncio.create_task(connection.ask(request)))
        for follower in followers:
            await asyncio.wait_for(follower.greeted.wait(), 10)
        yield
        for stream in streams:
            stream.cancel()


async def _once_a_second(
    connection: Connection, write: Callable[[int], bytes], arrivals: Arrivals
) -> None:
    """Writes at irregular moments, one in each second."""
    for _ in range(WRITES):
        early = random.uniform(0, 0.5)
        await asyncio.sleep(early)
        at = _now()
        arrivals.sent(at)
        await answer(connection, write(at))
        await asyncio.sleep(1 - early)
    await asyncio.sleep(PATIENCE - 1)


async def _naive(port: int) -> list[float]:
    names = [f"room-{number}" for number in range(SERIES)]

    def write(at: int) -> bytes:
        return post_samples((name, at, float(at % 1000)) for name in names)

    arrivals = Arrivals()
    async with connected(port) as connection:
        clients = [asyncio.create_task(_poll(port, names, arrivals)) for _ in range(CLIENTS)]
        await _once_a_second(connection, write, arrivals)
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)
    return arrivals.latencies


async def _poll(port: int, names: list[str], arrivals: Arrivals) -> None:
    """Ask for what is new once a second, beginning at a moment of its own."""
    since = _now()
    await asyncio.sleep(random.random())
    async with connected(port) as connection:
        while True:
            body = await answer(connection, get_samples(names, since + 1))
            for row in orjson.loads(body)["samples"]:
                at = _microseconds(row["taken_at"])
                arrivals.came(at)
                since = max(since, at)
            await asyncio.sleep(1)


def _now() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000


def _microseconds(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
