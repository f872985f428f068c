"""One run of a collector: the same whoever has it done, a server or a worker of Celery."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from django.db import connections

from ..batch import ReadingBatch
from ..collector import Blocking, Collector, Gathered, Waiting
from ..errors import CannotCollect, LivecurveError
from ..exact import PartlyRefused
from ..series_key import SeriesKey
from ..timerange import now
from .ledger import Outcome
from .plan import Plan
from .waiting import in_thread

log = logging.getLogger(__name__)

# Beyond its timeout, for a collector to end by itself and say what it knows.
GRACE_SECONDS = 0.5
# Threads of kinds that block, at once in a process.
MOST_THREADS = 64

Write = Callable[[ReadingBatch], Awaitable[None]]


@dataclass(slots=True)
class Runner:
    """Runs collections, with what they keep from one run to the next. Belongs to one event loop."""

    write: Write
    _kept: dict[int, tuple[Plan, Collector]] = field(default_factory=dict)
    _threads: dict[int, "asyncio.Future[Gathered]"] = field(default_factory=dict)

    async def run(self, plan: Plan, slot: int) -> Outcome:
        """Gather and write the readings of a slot. Raises nothing: errors are in the outcome."""
        started = now()
        gathered = await self.gather(plan, slot, self._instance)
        error = gathered.error
        stored, left_out = 0, gathered.left_out
        if len(gathered.batch):
            try:
                await self.write(gathered.batch)
                stored = len(gathered.batch)
            except PartlyRefused as refused:
                kept = gathered.batch.since(refused.since).without_texts(refused.texts)
                stored = len(kept)
                left_out += len(gathered.batch) - stored
            except LivecurveError as failed:
                error = str(failed)
        return Outcome(plan.id, slot, started, now(), stored, left_out, error)

    async def gather(
        self, plan: Plan, slot: int, make: Callable[[Plan], Collector] | None = None
    ) -> Gathered:
        """The readings of a slot with the labels of the collection, written nowhere."""
        try:
            collector = (make or Plan.make)(plan)
            gathered = await self._ask(plan, collector, slot)
            return labelled(gathered, plan.labels)
        except CannotCollect as error:
            return Gathered(ReadingBatch.empty(), error=str(error))
        except TimeoutError:
            told = f"It took longer than {plan.seconds:g} seconds."
            return Gathered(ReadingBatch.empty(), error=told)
        except Exception as error:
            # What somebody's own function raises may hold anything: the type alone is told.
            log.warning("Collector %d (%s) raised %s.", plan.id, plan.kind, type(error).__name__)
            told = f"It failed with {type(error).__name__}."
            return Gathered(ReadingBatch.empty(), error=told)

    def forget(self, collection: int) -> None:
        """It was changed, or is no more."""
        self._kept.pop(collection, None)

    def _instance(self, plan: Plan) -> Collector:
        known = self._kept.get(plan.id)
        if known is None or known[0].changed_at != plan.changed_at:
            self._kept[plan.id] = known = (plan, plan.make())
        return known[1]

    async def _ask(self, plan: Plan, collector: Collector, slot: int) -> Gathered:
        async with asyncio.timeout(plan.seconds + GRACE_SECONDS):
            if isinstance(collector, Waiting):
                return await collector.collect(slot, plan.seconds)
            if isinstance(collector, Blocking):
                return await self._in_thread(plan, collector, slot)
        raise TypeError(f"{plan.kind} neither waits nor blocks.")

    async def _in_thread(self, plan: Plan, collector: Blocking, slot: int) -> Gathered:
        self._threads = {key: one for key, one in self._threads.items() if not one.done()}
        if plan.id in self._threads:
            raise CannotCollect("The run before has not ended yet.")
        if len(self._threads) >= MOST_THREADS:
            raise CannotCollect(f"{MOST_THREADS} collectors that block are running already.")

        def work() -> Gathered:
            try:
                return collector.collect(slot, plan.seconds)
            finally:
                connections.close_all()

        running = self._threads[plan.id] = in_thread(work)
        # Who waits no longer leaves the thread as it is: only its end frees its place.
        return await asyncio.shield(running)


def labelled(gathered: Gathered, labels: Mapping[str, str]) -> Gathered:
    """The same with tags that every reading gets, whatever it has already."""
    if not labels:
        return gathered
    batch, keys = gathered.batch, []
    for key in batch.keys:
        try:
            keys.append(SeriesKey.of(key.name, {**dict(key.tags), **labels}))
        except ValueError as error:
            raise CannotCollect(f"The labels do not fit to {key.name[:80]}: {error}.") from None
    renamed = dict(zip(batch.keys, keys, strict=True))
    units = {renamed[key]: unit for key, unit in batch.units.items()}
    under = replace(batch, keys=keys, units=units)
    # Joined with an empty one: series that have become the same get one place.
    return replace(gathered, batch=ReadingBatch.concatenate([under, ReadingBatch.empty()]))
