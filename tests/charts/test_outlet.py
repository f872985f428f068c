"""The way from a client's queue into its connection."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from charts import outlet as outlet_module
from charts.outlet import Outlet, rounds
from charts.transports.sse import LAST, event
from timeseries.live.frame import Delta, encode
from timeseries.live.subscription import Channel, Subscription


class Connection:
    """An ASGI `send` that takes what comes at once, or not before it is let."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.open = asyncio.Event()
        self.open.set()

    async def send(self, message: Any) -> None:
        await self.open.wait()
        self.sent.append(message["body"])

    def outlet(self, subscription: Subscription) -> Outlet:
        return Outlet("sse", subscription, self.send, event, LAST)


def subscription(*cursors: int) -> Subscription:
    one = Subscription(Channel((), set(), ()))
    for cursor in cursors:
        one.push(encode(Delta(cursor)))
    return one


def body(cursor: int) -> bytes:
    return b'id: %d\nevent: readings\ndata: {"cursor":"%d"}\n\n' % (cursor, cursor)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(outlet_module, "ROUND_SECONDS", 0.01)
    yield
    assert not any(rounds._parts)


def test_a_frame_is_sent_in_the_turn_of_whoever_pushes_it() -> None:
    async def run() -> None:
        connection, one = Connection(), subscription(1, 2)
        async with connection.outlet(one):
            assert connection.sent == [body(1), body(2)]
            one.push(encode(Delta(3)))
            assert connection.sent[2:] == [body(3)]

    asyncio.run(run())


def test_frames_wait_for_a_connection_that_takes_none_and_keep_their_order() -> None:
    async def run() -> None:
        connection, one = Connection(), subscription()
        async with connection.outlet(one):
            connection.open.clear()
            for cursor in (1, 2, 3):
                one.push(encode(Delta(cursor)))
            await asyncio.sleep(0.01)
            assert (connection.sent, one.waiting) == ([], 2)
            connection.open.set()
            await asyncio.sleep(0.01)
            assert connection.sent == [body(1), body(2), body(3)]

    asyncio.run(run())


def test_in_silence_there_are_heartbeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlet_module, "HEARTBEAT_SECONDS", 0.06)

    async def run() -> None:
        connection = Connection()
        async with connection.outlet(subscription(7)):
            await asyncio.sleep(0.3)
        assert connection.sent[:3] == [body(7), b":\n\n", b":\n\n"]
        assert len(connection.sent) < 10

    asyncio.run(run())


def test_a_client_that_takes_nothing_for_too_long_is_let_go(settings: Any) -> None:
    settings.SEND_SECONDS = 0.05

    async def run() -> None:
        connection = Connection()
        connection.open.clear()
        with pytest.raises(TimeoutError):
            async with connection.outlet(subscription(1)):
                await asyncio.sleep(5)
        assert connection.sent == []

    asyncio.run(run())


def test_at_the_end_what_waits_is_sent_and_then_the_last_message() -> None:
    async def run() -> None:
        connection, one = Connection(), subscription(1)
        async with connection.outlet(one):
            one.end()
            one.push(encode(Delta(2)))
            assert connection.sent == [body(1), b""]

    asyncio.run(run())


def test_nothing_is_sent_to_a_client_that_has_gone() -> None:
    async def run() -> None:
        tries: list[Any] = []

        async def send(message: Any) -> None:
            tries.append(message)
            raise OSError

        one = subscription(1, 2)
        async with Outlet("sse", one, send, event, LAST):
            one.push(encode(Delta(3)))
            assert len(tries) == 1

    asyncio.run(run())
