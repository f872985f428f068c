"""What goes wrong with a broker, by one that answers as a test says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from timeseries.ingest.listeners import mqtt
from timeseries.models import MqttSource

RULES = "plant/{room}\nmeters/{name}"


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said of the source, one after another."""
    said: list[str] = []

    async def note(source: MqttSource, error: str) -> None:
        said.append(error)

    monkeypatch.setattr(mqtt, "_note", note)
    monkeypatch.setattr(mqtt, "BACK_OFF", (0.01,))
    return said


@asynccontextmanager
async def broker(codes: bytes) -> AsyncIterator[int]:
    """Takes every connection, and answers to a subscription by these codes; its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await packet(reader)
        writer.write(b"\x20\x02\x00\x00")
        number = (await packet(reader))[:2]
        writer.write(bytes([0x90, 2 + len(codes)]) + number + codes)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def packet(reader: asyncio.StreamReader) -> bytes:
    """The content of one that is shorter than 128 bytes."""
    _, length = await reader.readexactly(2)
    return await reader.readexactly(length)


async def followed(notes: list[str], count: int, source: MqttSource) -> None:
    """Follow a source until so much was said of it."""
    task = asyncio.create_task(mqtt._keep(source))
    try:
        async with asyncio.timeout(10):
            while len(notes) < count and not task.done():
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (b"\x01\x01", ""),
        (b"\x01\x80", "The broker refuses to send meters/+."),
        (b"\x80\x80", "The broker refuses to send plant/+, meters/+."),
    ],
)
def test_a_subscription_that_is_refused_is_told(notes: list[str], codes: bytes, told: str) -> None:
    async def go() -> None:
        async with broker(codes) as port:
            source = MqttSource(name="home", host="127.0.0.1", port=port, rules=RULES)
            await followed(notes, 1, source)

    asyncio.run(go())
    assert notes[0] == told


def test_a_source_is_followed_again_after_an_error_that_nobody_foresaw(
    notes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(source: MqttSource) -> Any:
        raise KeyError("hunter2")
        yield

    monkeypatch.setattr(mqtt, "_follow", broken)
    asyncio.run(followed(notes, 2, MqttSource(name="home")))
    assert notes[:2] == ["It failed with KeyError."] * 2


def test_no_two_sources_have_one_client_id() -> None:
    first, second = MqttSource(), MqttSource()
    assert first.client_id != second.client_id
    # What every broker has to take (MQTT 3.1.1, 3.1.3.1).
    assert len(first.client_id) <= 23
