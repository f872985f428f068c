"""Several processes behind one socket, on PostgreSQL: one stream for all."""

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import psutil
import pytest

from tests.http.stream import Stream
from tests.redis_server import RedisServer
from tests.server import Server

T = 1_700_000_000_000
STREAMS = 8

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(
        not os.environ["DATABASE_URL"].startswith("postgres"), reason="SQLite has one writer"
    ),
]


def workers(server: Server) -> set[int]:
    return {child.pid for child in psutil.Process(server.pid).children()}


def latencies(server: Server, series: str, rounds: int) -> list[float]:
    """Seconds from the answer of a write to its arrival at each of many clients."""
    server.write({"series": series, "points": [[T, 0]]})
    took: list[float] = []
    with ExitStack() as stack:
        streams = [stack.enter_context(Stream(server, series)) for _ in range(STREAMS)]
        for stream in streams:
            stream.next()
        for number in range(1, rounds + 1):
            server.write({"series": series, "points": [[T + number, number]]})
            answered = time.monotonic()
            for stream in streams:
                [points] = stream.next(3).data["series"].values()
                assert points == [[T + number, number]]
                took.append(time.monotonic() - answered)
    return took


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("workers"), "--no-demo", "--workers", "2") as running:
        yield running


@pytest.fixture(scope="module")
def hinted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same with Redis."""
    folder = tmp_path_factory.mktemp("hinted")
    with (
        RedisServer(folder) as redis,
        Server(folder, "--no-demo", "--workers", "2", REDIS_URL=redis.url) as running,
    ):
        yield running


def test_without_redis_all_see_a_reading_within_a_second(server: Server) -> None:
    assert max(latencies(server, "plain", 3)) < 1.5


def test_what_all_have_counted_is_told_by_each(server: Server) -> None:
    before = counted(server, "livecurve_writes_total")
    for number in range(10):
        server.write({"series": "counted", "points": [[T + number, 1]]})
    assert {counted(server, "livecurve_writes_total") for _ in range(6)} == {before + 10}


def counted(server: Server, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", httpx.get(f"{server.url}/metrics").text, re.M)
    assert found
    return float(found[1])


def test_a_worker_that_dies_is_started_again_and_its_clients_go_on(server: Server) -> None:
    server.write({"series": "killed", "points": [[T, 0]]})
    before = workers(server)
    with Stream(server, "killed") as stream:
        cursor = stream.next().id
    server.write({"series": "killed", "points": [[T + 1, 1]]})
    os.kill(min(before), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while len(workers(server) - {min(before)}) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    for _ in range(4):
        with Stream(server, "killed", cursor=cursor) as stream:
            [points] = stream.next().data["series"].values()
            assert points == [[T + 1, 1]]


def test_with_redis_all_see_a_reading_at_once(hinted: Server) -> None:
    took = sorted(latencies(hinted, "hinted", 6))
    # Most: a machine may stand still. Without Redis half of them would take longer than this.
    assert took[len(took) // 2] < 0.25


# These two end the server that those above have used.


def test_a_stop_ends_all_with_streams_open(hinted: Server) -> None:
    with ExitStack() as stack:
        for _ in range(6):
            stack.enter_context(Stream(hinted, "any")).next()
        pids = workers(hinted)
        assert hinted.stop() < 5
        assert not any(psutil.pid_exists(pid) for pid in pids)
        assert hinted.warnings() == []


def test_workers_end_with_a_parent_that_was_killed(server: Server) -> None:
    pids = workers(server)
    server.stop(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(psutil.pid_exists(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)
