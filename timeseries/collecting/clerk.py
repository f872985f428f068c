"""Keeps the ledger for the tasks of one process of Celery's, on one thread and one connection.

What waits at the same time shares a transaction: many tasks cost few commits, and one that waits
for a slow target holds no connection meanwhile.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import Any

from django.db import connections, transaction

from ..store import WRITING
from ..threads import guarded
from ..timerange import now
from .ledger import GRACE, LATE, Claim, Outcome, lock, settle, take
from .models import CollectionState
from .plan import Plan, plans_of
from .timetable import missed_before

# In one transaction.
MOST = 200


@dataclass(slots=True, eq=False)
class Wish:
    """A slot (µs) that a task would run; answered with its plan, or None when it is not to."""

    collection: int
    slot: int
    is_asked: bool
    answer: "Future[Plan | None]" = field(default_factory=Future)


@dataclass(slots=True, eq=False)
class Report:
    """What became of a run; answered once it has been entered."""

    outcome: Outcome
    answer: "Future[None]" = field(default_factory=Future)


class Clerk:
    """`take` and `settle` come back once the ledger holds what they say. They raise
    DatabaseUnavailable."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Wish | Report | None] = SimpleQueue()
        self._thread = Thread(target=self._keep_on, name="ledger", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Enter what waits, and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def take(self, collection: int, slot: int, is_asked: bool) -> Plan | None:
        """Take a slot for this process; None when it is somebody else's, too late or left out."""
        wish = Wish(collection, slot, is_asked)
        self._waiting.put(wish)
        return wish.answer.result()

    def settle(self, outcome: Outcome) -> None:
        report = Report(outcome)
        self._waiting.put(report)
        report.answer.result()

    def _keep_on(self) -> None:
        while (first := self._waiting.get()) is not None:
            together = [first]
            while len(together) < MOST and not self._waiting.empty():
                if (one := self._waiting.get()) is None:
                    # It ends after these.
                    self._waiting.put(None)
                    break
                together.append(one)
            self._answer(together)
        connections.close_all()

    def _answer(self, together: Sequence[Wish | Report]) -> None:
        wishes = [one for one in together if isinstance(one, Wish)]
        reports = [one for one in together if isinstance(one, Report)]
        try:
            taken = guarded(_enter, wishes, [report.outcome for report in reports])
        except Exception as error:
            for one in together:
                one.answer.set_exception(error)
            return
        for wish in wishes:
            wish.answer.set_result(taken.get(wish))
        for report in reports:
            report.answer.set_result(None)


def _enter(wishes: Sequence[Wish], outcomes: Sequence[Outcome]) -> dict[Wish, Plan]:
    """All of it in one transaction, what has ended before what begins; the plans of those wishes
    that got their slot."""
    at = now()
    with transaction.atomic(WRITING):
        wanted = {wish.collection for wish in wishes}
        settle(outcomes, lock(wanted | {outcome.collection for outcome in outcomes}))
        found = plans_of(wanted)
        states = CollectionState.objects.using(WRITING).in_bulk(wanted)
        claims: dict[Wish, Claim] = {}
        begun: set[tuple[int, Any]] = set()
        for wish in wishes:
            plan, state = found.get(wish.collection), states.get(wish.collection)
            # Of two that came for one collection, or for one wish of somebody's, the first gets it.
            once = (wish.collection, wish.slot if wish.is_asked else None)
            if plan and state and once not in begun and _is_to_run(plan, state, wish, at):
                begun.add(once)
                claims[wish] = _claim(plan, state, wish, at)
        taken = take(claims.values())
        return {wish: found[wish.collection] for wish, one in claims.items() if one in taken}


def _claim(plan: Plan, state: CollectionState, wish: Wish, at: int) -> Claim:
    missed = 0
    if not wish.is_asked:
        missed = missed_before(plan.timetable, wish.slot, state.last_slot, state.resume_at)
    return Claim(plan.id, wish.slot, missed, at + plan.timeout + GRACE, wish.is_asked)


def _is_to_run(plan: Plan, state: CollectionState, wish: Wish, at: int) -> bool:
    if wish.is_asked:
        return True
    # The run before goes on, or the slot has been taken or is left out after errors.
    if state.busy_until > at or wish.slot <= state.last_slot or wish.slot < state.resume_at:
        return False
    return plan.enabled and at - wish.slot <= LATE
