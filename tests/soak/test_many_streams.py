"""A stop with very many streams open: in time, and all go on at the next process."""

import asyncio
import signal
from pathlib import Path
from urllib.parse import urlencode

import httpx

from bench.followers import Follower, follow
from bench.http import wait_for
from tests.server import Server
from tests.soak.lengths import LENGTHS, say
from tests.soak.servers import soaked, write_headers

T = 1_700_000_000_000


def test_a_stop_with_many_streams_takes_less_than_five_seconds_and_all_go_on(
    data_dir: Path,
) -> None:
    with soaked(data_dir) as server:
        write(server, 0)
        cursor = httpx.get(f"{server.url}/api/poll?series=many").json()["cursor"]
        target = "/live?" + urlencode({"series": "many", "cursor": cursor})
        wait_for(stopped_and_followed_again(server, target))
        server.stop()
        assert server.warnings() == []


async def stopped_and_followed_again(server: Server, target: str) -> None:
    first = await follow(server.port, target, LENGTHS.streams)
    took = await asyncio.to_thread(server.stop, signal.SIGTERM)
    say(f"stop with {LENGTHS.streams} streams: {took:.1f} s")
    assert took < 5
    await asyncio.to_thread(server.start)
    await asyncio.to_thread(write, server, 1)
    second = await follow(server.port, target, LENGTHS.streams)
    await asyncio.to_thread(write, server, 2)
    await arrived(second, 2)
    assert {tuple(one.times) for one in second} == {(T + 1, T + 2)}
    for one in (*first, *second):
        one.close()


def write(server: Server, time: int) -> None:
    body = {"readings": [{"series": "many", "points": [[T + time, time]]}]}
    answer = httpx.post(f"{server.url}/api/readings", json=body, headers=write_headers(server))
    assert answer.status_code == 200


async def arrived(followers: list[Follower], frames: int) -> None:
    """Wait until each has had so many frames with readings."""
    async with asyncio.timeout(10):
        while any(len(one.times) < frames for one in followers):
            await asyncio.sleep(0.01)
