"""Hints between processes by Redis: at once while it is there, never in the way when it is not."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer

from tests.redis_server import RedisServer
from timeseries.live import relay as relay_module
from timeseries.live.bus import Bus
from timeseries.live.relay import Relay


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as running:
        yield running


class Process:
    """A relay with a bus of its own, and how often it was told to look."""

    def __init__(self, url: str, patch: pytest.MonkeyPatch) -> None:
        self.bus = Bus()
        self.looks = 0
        self._patch = patch
        layer = RedisPubSubChannelLayer(hosts=[{"address": url, "socket_connect_timeout": 1}])
        self.relay = Relay(layer, self._look)

    def start(self) -> None:
        self._patch.setattr(relay_module, "bus", self.bus)
        self.relay.start()

    def _look(self) -> None:
        self.looks += 1

    async def told(self, seconds: float) -> bool:
        """Whether it is told to look within that time."""
        before, deadline = self.looks, time.monotonic() + seconds
        while self.looks == before and time.monotonic() < deadline:
            await asyncio.sleep(0.005)
        return self.looks > before


@asynccontextmanager
async def two(url: str, patch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Process, Process]]:
    one, other = Process(url, patch), Process(url, patch)
    one.start()
    other.start()
    try:
        await asyncio.sleep(0.2)
        yield one, other
    finally:
        begun = time.monotonic()
        await one.relay.stop()
        await other.relay.stop()
        assert time.monotonic() - begun < 3


async def hint_until_told(one: Process, other: Process, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    one.bus.hint()
    while not await other.told(0.2):
        assert time.monotonic() < deadline
        one.bus.hint()


def test_a_hint_reaches_the_other_process_at_once_and_not_the_own(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with two(redis.url, monkeypatch) as (one, other):
            one.bus.hint()
            assert await other.told(0.5)
            assert one.looks == 0

    asyncio.run(run())


def test_without_a_layer_it_does_nothing() -> None:
    async def run() -> None:
        relay = Relay(None, lambda: None)
        relay.start()
        await relay.stop()

    asyncio.run(run())


def test_a_redis_that_is_not_there_is_told_of_once_and_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with two("redis://127.0.0.1:1/0", monkeypatch) as (one, _):
            begun = time.monotonic()
            for _ in range(1_000):
                one.bus.hint()
            assert time.monotonic() - begun < 2
            await asyncio.sleep(0.5)

    caplog.set_level(logging.WARNING, "timeseries")
    asyncio.run(run())
    told = [record for record in caplog.records if record.name.startswith("timeseries")]
    assert len(told) == 2
    assert all("Redis does not answer" in record.message for record in told)


def test_after_a_restart_of_redis_hints_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        with RedisServer(tmp_path) as redis:
            async with two(redis.url, monkeypatch) as (one, other):
                await hint_until_told(one, other, 2)
                redis.kill()
                one.bus.hint()
                assert not await other.told(0.3)
                redis.start()
                await hint_until_told(one, other, 10)

    asyncio.run(run())


def test_a_redis_that_stands_still_holds_nobody_up_and_goes_on_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        with RedisServer(tmp_path) as redis:
            async with two(redis.url, monkeypatch) as (one, other):
                await hint_until_told(one, other, 2)
                redis.freeze()
                begun = time.monotonic()
                for _ in range(100):
                    one.bus.hint()
                    await asyncio.sleep(0.01)
                assert time.monotonic() - begun < 2
                redis.thaw()
                await hint_until_told(one, other, 10)
                redis.freeze()

    asyncio.run(run())
