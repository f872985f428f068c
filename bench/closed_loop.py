"""Load in a closed loop: each connection sends its next request once the last is answered."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from .http import Connection, connected
from .measurement import Failed


@dataclass(frozen=True, slots=True)
class Exchange:
    """When a request was sent and answered, in seconds since the measured time began."""

    sent: float
    answered: float
    status: int

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


async def closed_loop(
    port: int, connections: int, seconds: float, request: Callable[[int], bytes]
) -> list[Exchange]:
    """All exchanges of `connections` connections in `seconds`; `request(n)` makes the next
    one of connection n. Each sends one before the time begins, so that series are there,
    caches filled and code warm."""
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(connected(port)) for _ in range(connections)]
        await asyncio.gather(*(one.ask(request(n)) for n, one in enumerate(opened)))
        begin = time.perf_counter()
        loops = (_keep_asking(one, request, n, begin, seconds) for n, one in enumerate(opened))
        return [exchange for done in await asyncio.gather(*loops) for exchange in done]


async def _keep_asking(
    connection: Connection,
    request: Callable[[int], bytes],
    number: int,
    begin: float,
    seconds: float,
) -> list[Exchange]:
    done: list[Exchange] = []
    while not done or done[-1].answered < seconds:
        done.append(await _exchange(connection, request(number), begin))
    return done


async def _exchange(connection: Connection, request: bytes, begin: float) -> Exchange:
    sent = time.perf_counter()
    status, _ = await connection.ask(request)
    return Exchange(sent - begin, time.perf_counter() - begin, status)


def latencies(exchanges: Sequence[Exchange]) -> list[float]:
    """In ms, of those that were answered well."""
    return [1000 * (one.answered - one.sent) for one in exchanges if one.ok]


def per_second(exchanges: Sequence[Exchange], seconds: int, weight: float = 1) -> list[float]:
    """`weight` for each good exchange, by the second. One that lies in several seconds counts
    in each by its share, so that long ones do not make the seconds uneven."""
    return [
        weight * sum(_share(one, second) for one in exchanges if one.ok)
        for second in range(seconds)
    ]


def _share(exchange: Exchange, second: int) -> float:
    overlap = min(exchange.answered, second + 1) - max(exchange.sent, second)
    return max(0.0, overlap) / (exchange.answered - exchange.sent)


def require_all(exchanges: Sequence[Exchange]) -> None:
    """Raises Failed when a request was refused."""
    refused = [one.status for one in exchanges if not one.ok]
    if refused:
        raise Failed(f"{len(refused)} of {len(exchanges)} requests were refused: {set(refused)}.")
