"""Thousands of clients of `/live` in one process, as light as they can be: they share the cores
with the server that they measure."""

import asyncio
import resource
import time
from array import array
from contextlib import suppress
from typing import cast

from .http import request_bytes
from .measurement import Failed

# How many connect at once.
AT_ONCE = 100
CONNECT_SECONDS = 60
# How a chunk with an event ends.
END = b"\n\n\r\n"


class Follower(asyncio.Protocol):
    """One client: when each frame with readings came, by its first time (ms)."""

    __slots__ = ("_greeted", "_rest", "_transport", "arrived", "times")

    def __init__(self, greeted: "asyncio.Future[None]") -> None:
        self._greeted: asyncio.Future[None] | None = greeted
        self._rest = b""
        self._transport: asyncio.Transport
        self.times = array("d")
        self.arrived = array("d")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._rest or not data.endswith(END):
            data = self._rest + data
            whole, found, self._rest = data.rpartition(END)
            data = whole + found
        place = data.find(b"[[")
        while place >= 0:
            self.times.append(float(data[place + 2 : data.index(b",", place)]))
            self.arrived.append(time.perf_counter())
            # The next frame, if one came with it.
            after = data.find(b"event:", place)
            place = data.find(b"[[", after) if after >= 0 else -1
        if self._greeted is not None and b"data:" in data:
            self._greeted.set_result(None)
            self._greeted = None

    def connection_lost(self, error: Exception | None) -> None:
        if self._greeted is not None:
            self._greeted.set_exception(Failed(f"The server closed a connection ({error})."))

    def ask(self, request: bytes) -> None:
        self._transport.write(request)

    def close(self) -> None:
        self._transport.close()


async def follow(port: int, target: str, count: int) -> list[Follower]:
    """So many clients, all of which have had their first event."""
    _allow_open_files(count)
    request = request_bytes("GET", target, {"Accept": "text/event-stream"})
    turns = asyncio.Semaphore(AT_ONCE)
    async with asyncio.timeout(CONNECT_SECONDS):
        return await asyncio.gather(*(_one(port, request, turns) for _ in range(count)))


async def _one(port: int, request: bytes, turns: asyncio.Semaphore) -> Follower:
    loop = asyncio.get_running_loop()
    async with turns:
        greeted = loop.create_future()
        _, follower = await loop.create_connection(lambda: Follower(greeted), "127.0.0.1", port)
        follower.ask(request)
        await greeted
    return follower


def _allow_open_files(count: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < count + 100:
        raise Failed(f"{count:,} clients need more open files than this user may have.")
