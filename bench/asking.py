"""Requests one after another: bodies that are written, questions that are timed."""

import time
from collections.abc import Iterable

from .http import answer, connected, wait_for
from .measurement import Failed


def write_all(port: int, requests: Iterable[bytes]) -> None:
    """Send requests that write on one connection. Raises Failed."""

    async def send() -> None:
        async with connected(port) as connection:
            for request in requests:
                await answer(connection, request)

    wait_for(send())


def ask_all(
    port: int, requests: Iterable[bytes], least: int = 0, seconds: float = 10
) -> list[float]:
    """ms of each question on one connection, as many as begin in `seconds`; one before them,
    not counted, warms up. Raises Failed, also for an answer of fewer than `least` bytes."""

    async def ask() -> list[float]:
        async with connected(port) as connection:
            took: list[float] = []
            ends = time.perf_counter() + seconds
            for request in requests:
                begun = time.perf_counter()
                body = await answer(connection, request)
                took.append(1000 * (time.perf_counter() - begun))
                if len(body) < least:
                    raise Failed(f"An answer had {len(body)} bytes: {body[:200]!r}")
                if time.perf_counter() > ends:
                    break
            return took[1:] or took

    return wait_for(ask())
