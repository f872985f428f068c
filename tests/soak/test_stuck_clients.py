"""Clients that follow along and never read: nobody else notices them, and they are let go."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import httpx
import psutil

from tests.http.raw import head
from tests.http.stream import Stream
from tests.server import Server
from tests.soak.lengths import LENGTHS, say
from tests.soak.servers import soaked, write_headers

STUCK = 50
# A frame of about 100 kB: what a connection takes before it stands still is megabytes.
POINTS = 4_000
T = 1_700_000_000_000
MEBIBYTE = 2**20


def test_clients_that_never_read_hold_nobody_up_and_are_let_go(data_dir: Path) -> None:
    with soaked(data_dir, SEND_SECONDS=str(LENGTHS.send)) as server, ExitStack() as stack:
        http = stack.enter_context(
            httpx.Client(base_url=server.url, headers=write_headers(server), timeout=20)
        )
        writes = Writes(http)
        writes.next()
        stream = stack.enter_context(Stream(server, "wide"))
        stream.next()
        alone = [writes.latency(stream) for _ in range(15)]
        process = psutil.Process(server.pid)
        files, memory = process.num_fds(), process.memory_info().rss
        with stuck(server):
            assert process.num_fds() >= files + STUCK
            beside = [writes.latency(stream)]
            begun = time.monotonic()
            while clients(http) > 1:
                beside.append(writes.latency(stream))
                assert time.monotonic() - begun < 60
        took = time.monotonic() - begun
        say(
            f"stuck: {median(alone):.3f} s alone, {median(beside):.3f} s beside {STUCK}, at most"
            f" {max(beside):.3f} s; all let go after {took:.1f} s"
        )
        assert median(beside) < 2 * median(alone) + 0.1
        assert counted(http, "livecurve_live_closed_total") == STUCK
        # None of theirs is left; reading threads open the database when they are first needed.
        assert process.num_fds() < files + STUCK // 2
        assert process.memory_info().rss < memory + 60 * MEBIBYTE


class Writes:
    """Wide frames, one after another."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._number = 0

    def next(self) -> None:
        first = T + self._number * POINTS
        self._number += 1
        points = [[first + n, n] for n in range(POINTS)]
        body = {"readings": [{"series": "wide", "points": points}]}
        assert self._http.post("/api/readings", json=body).status_code == 200

    def latency(self, stream: Stream) -> float:
        """Seconds from sending a write to its last reading at a client that reads."""
        begun = time.monotonic()
        self.next()
        last = T + self._number * POINTS - 1
        while True:
            [points] = stream.next(20).data["series"].values()
            if points[-1][0] == last:
                return time.monotonic() - begun


@contextmanager
def stuck(server: Server) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(STUCK):
            one = stack.enter_context(socket.socket())
            # Before it connects: the window that it offers stays as small as it can be.
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            one.connect(("127.0.0.1", server.port))
            one.sendall(head("GET", "/live?series=wide"))
        deadline = time.monotonic() + 10
        with httpx.Client(base_url=server.url) as http:
            while clients(http) < STUCK + 1:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        yield


def clients(http: httpx.Client) -> float:
    return counted(http, 'livecurve_live_clients{transport="sse"}')


def counted(http: httpx.Client, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", http.get("/metrics").text, re.M)
    assert found, name
    return float(found[1])
