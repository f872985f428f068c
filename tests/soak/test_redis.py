"""Redis is killed, and stands still, while processes that share a stream are written to."""

import time
from pathlib import Path
from threading import Event

import httpx
import numpy as np
import pytest

from tests.http.stream import Stream
from tests.redis_server import RedisServer
from tests.server import Server
from tests.soak.clients import at_work
from tests.soak.lengths import LENGTHS, SEED, say
from tests.soak.servers import POSTGRESQL, soaked, write_headers

CLIENTS = 6
T = 1_700_000_000_000
# A write that waits for nothing but the disk, on a busy machine.
SLOWEST_WRITE_SECONDS = 3.0

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(not POSTGRESQL, reason="SQLite has one server, which needs no Redis"),
]


def test_no_write_fails_and_every_client_ends_with_the_right_curve(data_dir: Path) -> None:
    with (
        RedisServer(data_dir) as redis,
        soaked(data_dir, "--no-demo", "--workers", "2", REDIS_URL=redis.url) as server,
    ):
        writer = Writer(server)
        clients = [Client(server) for _ in range(CLIENTS)]
        with at_work(writer.run, *(client.run for client in clients)) as over:
            disturb(redis, over)
            over.wait(1)
            over.set()
            writer.over.wait(10)
        say(f"Redis: {writer.count} writes, at most {writer.slowest:.2f} s each")
        assert writer.slowest < SLOWEST_WRITE_SECONDS
        expected: list[list[float]] = [[T + n, n] for n in range(1, writer.count + 1)]
        for client in clients:
            assert client.until(expected[-1]) == expected, f"SOAK_SEED={SEED}"


def disturb(redis: RedisServer, over: Event) -> None:
    chance = np.random.default_rng([SEED, 77])
    for _ in range(LENGTHS.redis_rounds):
        over.wait(chance.uniform(0.2, 1))
        redis.kill()
        over.wait(chance.uniform(0.2, 1))
        redis.start()
        over.wait(chance.uniform(0.2, 1))
        redis.freeze()
        over.wait(LENGTHS.redis_frozen)
        redis.thaw()


class Writer:
    """One reading after another, each with a connection of its own: to any of the workers."""

    def __init__(self, server: Server) -> None:
        self._server, self._headers = server, write_headers(server)
        self.count, self.slowest = 0, 0.0
        self.over = Event()
        self._write(0)

    def run(self, over: Event) -> None:
        while not over.wait(0.02):
            self._write(self.count + 1)
            self.count += 1
        self.over.set()

    def _write(self, number: int) -> None:
        body = {"readings": [{"series": "shared", "points": [[T + number, number]]}]}
        begun = time.monotonic()
        answer = httpx.post(
            f"{self._server.url}/api/readings", json=body, headers=self._headers, timeout=20
        )
        assert answer.status_code == 200, answer.text
        self.slowest = max(self.slowest, time.monotonic() - begun)


class Client:
    """Follows the series, and keeps what it is sent."""

    def __init__(self, server: Server) -> None:
        self._stream = Stream(server, "shared")
        self._stream.__enter__()
        assert self._stream.next().data.keys() == {"cursor"}
        self._points: list[list[float]] = []

    def run(self, over: Event) -> None:
        while not over.is_set():
            try:
                self._take(0.2)
            except TimeoutError:
                continue

    def until(self, last: list[float]) -> list[list[float]]:
        """All that it was sent, up to a reading that it has to be sent yet."""
        while self._points[-1:] != [last]:
            self._take(5)
        self._stream.__exit__()
        return self._points

    def _take(self, seconds: float) -> None:
        event = self._stream.next(seconds)
        assert event.name == "readings"
        for points in event.data.get("series", {}).values():
            self._points += points
