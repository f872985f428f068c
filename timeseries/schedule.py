"""When collectors run, in the server's own process: each in its slots, none after another.

Slots are taken in the ledger a little before they begin, many in one transaction, together with
what became of runs that have ended. What was changed, in this process or another, is looked at
twice a second.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

from .collecting.backoff import resume_at
from .collecting.ledger import GRACE, LATE, Claim, Outcome, give_back, lock, prune, settle, take
from .collecting.models import CollectionState
from .collecting.plan import Plan, Revision, plans, revision
from .collecting.runner import Runner
from .collecting.timetable import missed_before
from .collecting.waiting import in_thread
from .collecting.web import close_connections
from .errors import LivecurveError
from .ingest.pipeline import pipeline
from .threads import readers
from .timerange import SECOND, now

log = logging.getLogger(__name__)

# So long before a slot it is taken, in steps of so much at least: transactions are shared.
AHEAD = SECOND // 2
STEP_SECONDS = 0.2
LOOK_SECONDS = 0.5
PRUNE_SECONDS = 60.0
# Runs at once.
MOST_RUNNING = 500


@dataclass(slots=True)
class Entry:
    """A collection on the schedule: the slot that comes next, and its run, if there is one."""

    plan: Plan
    last_slot: int
    next: int
    resume_at: int
    asked_at: int | None
    failures: int = 0
    task: "asyncio.Task[None] | None" = field(default=None, repr=False)
    has_begun: bool = False

    @property
    def is_running(self) -> bool:
        return self.task is not None and not self.task.done()


class Schedule:
    """The collections of a server process, from its start to its stop. `is_local`: only those
    that run in the server, as workers do the others."""

    def __init__(self, is_local: bool | None = None) -> None:
        self._is_local = is_local
        self._entries: dict[int, Entry] = {}
        self._ended: list[Outcome] = []
        self._unused: list[Claim] = []
        self._revision: Revision = ()
        # The time of day at the loop's zero: it changes when the clock is set.
        self._zero = 0
        self._runner = Runner(pipeline.write)
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        return self._task is not None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_on(), name="collectors")

    async def stop(self) -> None:
        """No run begins after it; those on the way are cut short."""
        running = [entry.task for entry in self._entries.values() if entry.task]
        tasks = [task for task in (self._task, *running) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._task:
            await close_connections()
            with suppress(LivecurveError):
                await self._enter([])
        self._task, self._entries, self._revision = None, {}, ()

    async def _keep_on(self) -> None:
        look_at = prune_at = 0.0
        loop = asyncio.get_running_loop()
        while True:
            try:
                if loop.time() >= look_at:
                    look_at = loop.time() + LOOK_SECONDS
                    await self._look()
                await self._step()
                if loop.time() >= prune_at:
                    prune_at = loop.time() + PRUNE_SECONDS
                    await in_thread(lambda: pipeline.transact(prune), "schedule")
            except LivecurveError as error:
                log.warning("Collectors wait: %s", error)
                await asyncio.sleep(LOOK_SECONDS)
            except Exception:
                log.exception("The schedule of collectors stumbled, and goes on.")
                await asyncio.sleep(LOOK_SECONDS)
            await asyncio.sleep(min(STEP_SECONDS, max(0.0, look_at - loop.time())))

    # What has changed

    async def _look(self) -> None:
        self._mind_the_clock()
        seen = await readers.run(revision)
        if seen == self._revision:
            return
        found = await readers.run(plans, self._is_local)
        for gone in self._entries.keys() - found.keys():
            self._drop(self._entries.pop(gone))
        for pk, (plan, state) in found.items():
            self._put(pk, plan, state)
        self._revision = seen

    def _mind_the_clock(self) -> None:
        zero = now() - round(asyncio.get_running_loop().time() * SECOND)
        if abs(zero - self._zero) > SECOND:
            for entry in self._entries.values():
                entry.last_slot = min(entry.last_slot, now())
                entry.next = entry.plan.timetable.after(now())
            self._zero = zero

    def _put(self, pk: int, plan: Plan, state: CollectionState) -> None:
        known = self._entries.get(pk)
        if known is not None and known.plan == plan:
            return
        if known is not None and known.plan.changed_at == plan.changed_at:
            # Only somebody's wish to have it run is new.
            known.plan = plan
            return
        asked = known.asked_at if known else _done_before(plan, state)
        entry = Entry(plan, state.last_slot, 0, state.resume_at, asked, state.failures)
        entry.next = plan.timetable.after(max(state.last_slot, now()))
        if known is not None:
            self._drop(known)
        self._entries[pk] = entry

    def _drop(self, entry: Entry) -> None:
        """A run that has begun comes to its end; one that waits for its slot does not begin."""
        self._runner.forget(entry.plan.id)
        if entry.task and not entry.has_begun:
            entry.task.cancel()

    # What is due

    async def _step(self) -> None:
        free = MOST_RUNNING - sum(entry.is_running for entry in self._entries.values())
        claims = [claim for entry in self._entries.values() for claim in self._due(entry)]
        # Beyond what may run at once: their slots are missed.
        claims = claims[: max(0, free)]
        if not claims and not self._ended and not self._unused:
            return
        for claim in await self._enter(claims):
            entry = self._entries.get(claim.collection)
            if entry is None:
                self._unused.append(claim)
            else:
                entry.has_begun = False
                entry.task = asyncio.create_task(self._run(entry, claim))

    def _due(self, entry: Entry) -> list[Claim]:
        """The slot of an entry that is to be taken now, if there is one."""
        plan, at = entry.plan, now()
        if entry.is_running:
            return []
        if plan.asked_at is not None and plan.asked_at != entry.asked_at:
            entry.asked_at = plan.asked_at
            return [Claim(plan.id, plan.asked_at, 0, at + plan.timeout + GRACE, is_asked=True)]
        if not plan.enabled or entry.next > at + AHEAD:
            return []
        return self._claim(entry, at)

    def _claim(self, entry: Entry, at: int) -> list[Claim]:
        plan, times, slot = entry.plan, entry.plan.timetable, entry.next
        if at - slot > LATE:
            # It is counted with the next one that is taken.
            entry.next = times.after(at)
            return []
        entry.next = times.after(slot)
        if slot < entry.resume_at:
            return []
        missed = missed_before(times, slot, entry.last_slot, entry.resume_at)
        entry.last_slot = slot
        return [Claim(plan.id, slot, missed, slot + plan.timeout + GRACE)]

    async def _enter(self, claims: list[Claim]) -> set[Claim]:
        """Enter in one transaction what has ended and what begins; which of the claims are ours."""
        ended, self._ended = self._ended, []
        unused, self._unused = self._unused, []
        touched = {one.collection for one in (*unused, *claims)}
        touched |= {outcome.collection for outcome in ended}

        def work() -> set[Claim]:
            settle(ended, lock(touched))
            give_back(unused)
            return take(claims)

        try:
            return await in_thread(lambda: pipeline.transact(work), "schedule")
        except LivecurveError:
            self._ended = ended + self._ended
            raise

    async def _run(self, entry: Entry, claim: Claim) -> None:
        plan = entry.plan
        try:
            if not claim.is_asked:
                await _sleep_until(claim.slot)
        except asyncio.CancelledError:
            self._unused.append(claim)
            raise
        entry.has_begun = True
        outcome = await self._runner.run(plan, claim.slot)
        self._ended.append(outcome)
        entry.failures = entry.failures + 1 if outcome.error else 0
        entry.resume_at = resume_at(outcome.slot, entry.failures)


def _done_before(plan: Plan, state: CollectionState) -> int | None:
    """The wish to have it run that was fulfilled already."""
    is_done = plan.asked_at is not None and plan.asked_at <= (state.started or 0)
    return plan.asked_at if is_done else None


async def _sleep_until(slot: int) -> None:
    # A loop's clock may wake a little before the time of day says so.
    for _ in range(2):
        await asyncio.sleep(min(max(0, slot - now()), AHEAD) / SECOND)
