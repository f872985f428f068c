"""Retention at work: looks which series it concerns, and takes its steps one transaction each.

The server's `Background` takes them between groups of writes; `manage.py applyretention` takes
them beside it.
"""

import logging
import time
from collections import deque
from collections.abc import Iterator, Sequence

from django.db import transaction

from . import expiry
from .errors import LivecurveError
from .exact import locked_states
from .expiry import Gone
from .models import Series
from .retention import BadRetention, Rules, marks
from .states import read_states
from .store import READING, WRITING
from .timerange import now

log = logging.getLogger(__name__)

# How often all series are looked through, and how many of them at once.
LOOK_SECONDS = 3600.0
LOOKED_AT = 50
Key = tuple[str, dict[str, str]]


class Sweeper:
    """What is to be looked through and what is to be done, in a process. A turn is one look or
    one step, on the writing thread."""

    def __init__(self) -> None:
        self._looked_at: float | None = None
        self._to_look: Iterator[list[int]] | None = None
        self._work: deque[int] = deque()

    def wait(self) -> float:
        """Seconds until it wants a turn."""
        if self._work or self._to_look is not None or self._looked_at is None:
            return 0.0
        return max(0.0, self._looked_at + LOOK_SECONDS - time.monotonic())

    def turn(self) -> None:
        """One piece of work, if it is time for it."""
        if self.wait():
            return
        if self._work:
            self._step(self._work.popleft())
        else:
            self._look()

    def _look(self) -> None:
        """Look through the next series; an hour after the first look, through all again."""
        if self._to_look is None:
            self._looked_at, self._to_look = time.monotonic(), chunks()
        found = next(self._to_look, None)
        if found is None:
            self._to_look = None
            return
        try:
            self._work.extend(concerned(found))
        except BadRetention as error:
            log.warning("%s", error)
            self._to_look = None

    def _step(self, series: int) -> None:
        try:
            if take_step(series):
                self._work.append(series)
        except LivecurveError as error:
            # What is damaged waits for somebody who mends it; the others do not.
            log.warning("Retention has to leave series %s as it is: %s", series, error)


def chunks() -> Iterator[list[int]]:
    """The ids of all series, in parts that are looked through at once."""
    after = 0
    while True:
        rest = Series.objects.using(READING).filter(pk__gt=after).order_by("pk")
        ids = list(rest.values_list("pk", flat=True)[:LOOKED_AT])
        if not ids:
            return
        yield ids
        after = ids[-1]


def concerned(series: Sequence[int]) -> list[int]:
    """Those of these series of which something is to go."""
    with transaction.atomic(READING):
        rules, at = Rules.read(READING), now()
        states, keys = read_states(series, READING), _keys(series, READING)
        return [
            pk
            for pk, state in states.items()
            if pk in keys
            and (marks(state, rules.horizons(*keys[pk], at)) or expiry.is_left(state, READING))
        ]


def take_step(series: int) -> list[Gone]:
    """One step for a series in a transaction of its own: what it removed; nothing when there is
    nothing left to do. Raises what damaged blocks and rollups raise."""
    with transaction.atomic(WRITING):
        state = locked_states([series])[series]
        key = _keys([series], WRITING).get(series)
        to_move = marks(state, Rules.read(WRITING).horizons(*key, now())) if key else {}
        if to_move:
            cut = expiry.move_horizons(state, to_move)
            removed = expiry.remove(state)
            return [*cut, *([removed] if removed else [])]
        removed = expiry.remove(state)
        return [removed] if removed else []


def foresee(series: int) -> Iterator[Gone]:
    """What all steps for a series would remove now, as of one moment."""
    with transaction.atomic(READING):
        state = read_states([series], READING).get(series)
        key = _keys([series], READING).get(series)
        if state and key:
            to_move = marks(state, Rules.read(READING).horizons(*key, now()))
            yield from expiry.would_go(state, to_move, READING)


def _keys(series: Sequence[int], using: str) -> dict[int, Key]:
    """The names and tags of series."""
    found = Series.objects.using(using).filter(pk__in=series).values_list("pk", "name", "tags")
    return {pk: (name, tags) for pk, name, tags in found}
