"""django-celery-beat's scheduler, with a row for each collector and slots in place of intervals.

A change of a collector is seen by its revision, as the schedule of a server sees it, and carried
into beat's tables. Beat then sends each slot with its time, so that whoever gets the task, once or
twice and however late, knows which it is.
"""

import json
import time
from datetime import datetime
from typing import Any

from celery.schedules import BaseSchedule, schedstate
from django.db import transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

from timeseries.collecting.plan import Plan, Revision, plans, revision
from timeseries.collecting.timetable import Timetable
from timeseries.timerange import SECOND, now

TASK = "livecurve.collect"
PREFIX = "collector "
# What stands in beat's tables for the times of a cron expression.
CRON_SECONDS = 60
LOOK_SECONDS = 0.25


class Slots(BaseSchedule):
    """The slots of a collector as a schedule of Celery's."""

    def __init__(self, timetable: Timetable) -> None:
        super().__init__()
        self.timetable = timetable

    def is_due(self, last_run_at: datetime) -> schedstate:
        """Due once a slot has begun since the last run."""
        at = now()
        last = int(last_run_at.timestamp() * SECOND)
        due = self.timetable.after(last)
        if due <= at:
            return schedstate(True, (self.timetable.after(at) - at) / SECOND)
        return schedstate(False, (due - at) / SECOND)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Slots) and self.timetable == other.timetable

    def __hash__(self) -> int:
        return hash(self.timetable)


class CollectionEntry(ModelEntry):
    """A row of beat's. That of a collector says in its arguments which slot it is."""

    kwargs: dict[str, Any]

    def __init__(self, model: PeriodicTask, app: Any = None) -> None:
        super().__init__(model, app=app)
        if model.task == TASK:
            self.schedule = Slots(Timetable(**json.loads(model.description)))

    def is_due(self) -> schedstate:
        state = super().is_due()
        if state.is_due and isinstance(self.schedule, Slots):
            slot = self.schedule.timetable.latest(now())
            self.kwargs = {**self.kwargs, "slot": slot}
        return state


class CollectionScheduler(DatabaseScheduler):
    """Follows the collectors."""

    Entry = CollectionEntry
    _revision: Revision = ()
    _look_at = 0.0
    _heap_invalidated: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._sent: dict[int, int | None] = {}
        self._is_first = True
        super().__init__(*args, **kwargs)

    def schedule_changed(self) -> bool:
        # It is asked before each task that is sent: there may be a hundred a second.
        if time.monotonic() < self._look_at:
            return False
        self._look_at = time.monotonic() + LOOK_SECONDS
        seen, changed = revision(), False
        if seen != self._revision:
            found = [plan for plan, _ in plans(is_local=False).values()]
            changed = carry_over(found)
            self._send_asked(found)
            self._revision = seen
        # To the first change that it sees it has nothing earlier to compare: it takes it for none.
        return bool(super().schedule_changed()) or changed

    def schedules_equal(self, old: Any, new: Any) -> bool:
        """All come from the database: they differ when it was read again."""
        invalidated, self._heap_invalidated = self._heap_invalidated, False
        return not invalidated

    def adjust(self, n: float | None, drift: float = 0.0) -> float | None:
        """A slot does not begin early."""
        return n

    def _send_asked(self, found: list[Plan]) -> None:
        """Those that somebody wishes to have run at once."""
        for plan in found:
            before = self._sent.get(plan.id, plan.asked_at if self._is_first else None)
            self._sent[plan.id] = plan.asked_at
            if plan.asked_at is not None and plan.asked_at != before:
                asked = {"collection": plan.id, "slot": plan.asked_at, "is_asked": True}
                self.app.tasks[TASK].apply_async(kwargs=asked)
        self._is_first = False


def carry_over(found: list[Plan]) -> bool:
    """Let beat's tables say what the collectors say; whether they said something else."""
    wanted = {f"{PREFIX}{plan.id}": plan for plan in found if plan.enabled}
    with transaction.atomic():
        gone = PeriodicTask.objects.filter(task=TASK).exclude(name__in=wanted)
        changed = bool(gone.delete()[0])
        known = {row.name: row for row in PeriodicTask.objects.filter(task=TASK)}
        for name, plan in wanted.items():
            changed |= _put(known.get(name) or PeriodicTask(name=name, task=TASK), plan)
        if changed:
            PeriodicTasks.update_changed()
    return changed


def _put(row: PeriodicTask, plan: Plan) -> bool:
    """Whether there was something to change."""
    described = json.dumps(
        {name: getattr(plan.timetable, name) for name in Timetable.__slots__}, sort_keys=True
    )
    if row.pk and row.description == described and row.enabled:
        return False
    seconds = (plan.timetable.interval or CRON_SECONDS * SECOND) / SECOND
    every = max(1, round(seconds))
    row.interval = IntervalSchedule.objects.get_or_create(every=every, period="seconds")[0]
    row.description, row.kwargs = described, json.dumps({"collection": plan.id})
    # A slot that nobody took in time is of no use.
    row.expire_seconds, row.enabled = every, True
    row.last_run_at = None
    row.no_changes = True
    row.save()
    return True
