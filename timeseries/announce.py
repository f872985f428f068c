"""What fixtures, the admin and shells write is entered in the commit log too.

Django has no hook before a commit, and a fixture saves one reading at a time. So a stretch
is entered when it is first touched, and widened ahead of what is written, twice as far each
time: a run of n saves costs about log n entries. A stretch that is announced wider than what
changed costs a client one query and is never wrong.
"""

from typing import Any

import numpy as np
from django.db import connections, transaction
from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver

from .batch import Times
from .exact import check_retention, follow, follow_deleted, locked_states
from .models import Reading, Series
from .reading_changes import readings_changing, readings_touched
from .rollup import repair
from .store import Stretches, get_store, log_commit
from .timerange import EARLIEST, LATEST


class Covered:
    """Registered to run on commit, which it does by doing nothing: as long as Django has it
    on its list, the transaction (or savepoint) in which the stretch was entered lives."""

    def __init__(self, series: int, first: int, last: int) -> None:
        self.series, self.first, self.last = series, first, last

    def __call__(self) -> None:
        return None

    def holds(self, first: int, last: int) -> bool:
        return self.first <= first and last <= self.last


@receiver(readings_changing)
def readings_locked(
    sender: object, using: str, series: list[int] | None = None, **kwargs: Any
) -> None:
    """Before a row is touched, as everywhere: who has a row and waits for the lock, while who
    has the lock waits for the row, waits for ever; and what somebody wrote between the look at
    what a change reaches and the change would be changed unannounced."""
    get_store().lock(series)


@receiver(pre_save, sender=Reading)
def reading_locked(instance: Reading, using: str, **kwargs: Any) -> None:
    if instance.series_id is not None:
        readings_locked(Reading, using, [instance.series_id])


@receiver(readings_touched)
def readings_changed(
    sender: object,
    using: str,
    touched: dict[int, tuple[int, int]],
    deleted: dict[int, Times] | None = None,
    **kwargs: Any,
) -> None:
    """A bulk change or a delete through the ORM."""
    announce(using, touched)
    for series, times in (deleted or {}).items():
        follow_deleted(series, times)
    follow({series: [stretch] for series, stretch in touched.items()})


@receiver(post_save, sender=Reading)
def reading_saved(instance: Reading, using: str, **kwargs: Any) -> None:
    """A save in the admin, a shell or a fixture."""
    at = instance.time
    announce(using, {instance.series_id: (at, at)})
    state = locked_states([instance.series_id])[instance.series_id]
    check_retention(state, at)
    times = np.array([at], np.int64)
    get_store().widen_states(np.array([state.series], np.int64), times, times)
    repair(state, [(at, at)])


@receiver(pre_delete, sender=Series)
def series_deleted(instance: Series, using: str, **kwargs: Any) -> None:
    """All readings of the series go with it."""
    announce(using, {instance.pk: (EARLIEST, LATEST)})


def announce(using: str, touched: dict[int, tuple[int, int]]) -> None:
    """Enter touched stretches ({series id: (first, last)}, µs) in the commit log."""
    rows = []
    for series, (first, last) in sorted(touched.items()):
        covered = [entry for entry in _entries(using) if entry.series == series]
        if any(entry.holds(first, last) for entry in covered):
            continue
        first, last = _widened(first, last, covered)
        rows.append((series, first, last, 1))
        transaction.on_commit(Covered(series, first, last), using=using)
    if rows:
        log_commit(get_store(), Stretches.of(rows))


def _entries(using: str) -> list[Covered]:
    entries = (entry[1] for entry in connections[using].run_on_commit)
    return [entry for entry in entries if isinstance(entry, Covered)]


def _widened(first: int, last: int, covered: list[Covered]) -> tuple[int, int]:
    if not covered:
        return first, last
    low, high = min(e.first for e in covered), max(e.last for e in covered)
    span = max(last, high) - min(first, low)
    if last > high:
        last = min(last + span, LATEST)
    if first < low:
        first = max(first - span, EARLIEST)
    return first, last
