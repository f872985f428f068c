"""When collectors are asked: on the whole multiples of their intervals, none after another."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from .batch import ReadingBatch
from .collector import Collector
from .errors import LivecurveError
from .ingest.pipeline import pipeline
from .timerange import SECOND, now

log = logging.getLogger(__name__)


class Schedule:
    """The collectors of a server process, from its start to its stop."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_running(self) -> bool:
        return bool(self._tasks)

    def start(self, collectors: list[type[Collector]]) -> None:
        self._tasks = [asyncio.create_task(_keep_asking(one)) for one in collectors]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []


async def _keep_asking(kind: type[Collector]) -> None:
    # A thread of its own: a slow collector delays no other, and what a library counts from
    # one call to the next in each thread (psutil does) is counted from slot to slot.
    thread = ThreadPoolExecutor(1, kind.__name__)
    loop = asyncio.get_running_loop()
    try:
        try:
            collector = await loop.run_in_executor(thread, kind)
        except Exception:
            log.exception("%s cannot be made: its readings will be missing.", kind.__name__)
            return
        # The first whole interval: a rate is of two counts.
        slot = _slot_after(collector, now())
        while True:
            # A slot that was missed is left out: the next one is a whole multiple again.
            slot = _next_slot(collector, slot)
            await _sleep_until(slot, collector.interval)
            await _ask(collector, loop.run_in_executor(thread, collector.collect, slot))
    finally:
        thread.shutdown(wait=False)


def _next_slot(collector: Collector, slot: int) -> int:
    at = now()
    # A loop may wake a little before its slot; a clock that is far behind it was set back.
    return _slot_after(collector, slot if 0 < slot - at <= collector.interval else at)


def _slot_after(collector: Collector, time: int) -> int:
    return (time // collector.interval + 1) * collector.interval


async def _ask(collector: Collector, batch: "asyncio.Future[ReadingBatch]") -> None:
    name = type(collector).__name__
    try:
        await pipeline.write(await batch)
    except LivecurveError as error:
        log.warning("%s: %s", name, error)
    except Exception:
        log.exception("%s failed; it is asked again in its next slot.", name)


async def _sleep_until(slot: int, longest: int) -> None:
    # A loop's clock may wake a little before the time of day says so.
    for _ in range(2):
        await asyncio.sleep(min(max(0, slot - now()), longest) / SECOND)
