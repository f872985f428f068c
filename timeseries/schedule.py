"""When collectors are asked: on the whole multiples of their intervals, none after another."""

import asyncio
import logging

from .collector import Collector
from .errors import LivecurveError
from .ingest.pipeline import pipeline
from .timerange import SECOND, now

log = logging.getLogger(__name__)


class Schedule:
    """The collectors of a server process, from its start to its stop."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, collectors: list[Collector]) -> None:
        self._tasks = [asyncio.create_task(_keep_asking(one)) for one in collectors]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []


async def _keep_asking(collector: Collector) -> None:
    name = type(collector).__name__
    while True:
        # A slot that a slow collector missed is left out: the next one is a whole multiple again.
        slot = (now() // collector.interval + 1) * collector.interval
        await _sleep_until(slot)
        try:
            batch = await asyncio.to_thread(collector.collect, slot)
            await pipeline.write(batch)
        except LivecurveError as error:
            log.warning("%s: %s", name, error)
        except Exception:
            log.exception("%s failed; it is asked again in its next slot.", name)


async def _sleep_until(slot: int) -> None:
    # A loop's clock may wake a little before the time of day says so.
    await asyncio.sleep((slot - now()) / SECOND)
    await asyncio.sleep(max(0, slot - now()) / SECOND)
