"""What the writing thread does between groups of writes: roll, pack, join, fill back
(`upkeep.py`), and what retention asks for (`sweeper.py`).

Every turn is one short transaction, and turns take a bounded share of the thread's time: more
while nobody writes. Which series there is something to do for is found by looking at those that
this process has written to (`looks.py`), and now and then at all that others have.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from django.db import InterfaceError, OperationalError, connections, transaction

from . import packer
from .errors import LivecurveError
from .exact import known_states
from .looks import Looks
from .models import FULL_BLOCK
from .store import READING, WRITING
from .sweeper import Sweeper
from .upkeep import Upkeep

log = logging.getLogger(__name__)

# The database is lost, full or locked: all of its series would fail alike.
AWAY = (OperationalError, InterfaceError)

# Of the thread's time, while writes come in and when none have for a second.
BUSY_SHARE, IDLE_SHARE = 0.15, 0.6
BUSY_SECONDS = 1.0
# A turn takes up twice as many series as the one before while that took less than half of this
# processor time, and half as many when it took more.
TURN_SECONDS = 0.03
MOST_AT_ONCE, FIRST_AT_ONCE = 128, 4
LOOKED_AT = 200
# How soon a process that was not to do it looks whether it is now.
LEAD_SECONDS = 2.0
# How often all series are searched for what others have written.
SEARCH_SECONDS = 300.0


class Background:
    """The queue of a process. All of it runs on the writing thread."""

    def __init__(self, leads: Callable[[], bool] = lambda: True) -> None:
        """`leads` tells whether it is for this process to do it."""
        self._leads = leads
        self._looks = Looks()
        self._upkeep = Upkeep(self._looks)
        self._work: deque[int] = deque()
        self._at_once = FIRST_AT_ONCE
        self._sweeper = Sweeper()
        self._searched_at = 0.0
        self._written_at = -BUSY_SECONDS
        self._next_turn = 0.0

    def touched(self, readings: Mapping[int, int]) -> None:
        """So many readings have been written to these series."""
        self._written_at = time.monotonic()
        self._looks.written(readings)

    def wait(self) -> float:
        """Seconds until it wants a turn."""
        at = time.monotonic()
        if self._work or not self._sweeper.wait():
            return max(0.0, self._next_turn - at)
        searches = self._searched_at + SEARCH_SECONDS
        soonest = min(self._looks.soonest() or searches, searches)
        return max(0.0, soonest - at, self._next_turn - at)

    def turn(self) -> None:
        """One piece of work, if it is time for it."""
        begun = time.monotonic()
        if begun < self._next_turn:
            return
        if not self._leads():
            self._next_turn = begun + LEAD_SECONDS
            return
        try:
            self._take_turn()
        finally:
            took = time.monotonic() - begun
            busy = begun < self._written_at + BUSY_SECONDS
            self._next_turn = begun + took / (BUSY_SHARE if busy else IDLE_SHARE)

    def finish(self) -> None:
        """All that there is to do now, in as many turns as it takes."""
        series = unfinished(WRITING)
        for low in range(0, len(series), LOOKED_AT):
            self._find(series[low : low + LOOKED_AT])
        while self._work:
            self._do()

    def _take_turn(self) -> None:
        at = time.monotonic()
        if not self._searched_at or at > self._searched_at + SEARCH_SECONDS:
            self._searched_at = at
            self._looks.plan_unplanned(unfinished(WRITING))
        if not self._work:
            self._look()
        if self._work:
            self._do()
        self._sweeper.turn()

    def _look(self) -> None:
        """Find what there is to do for the series whose time has come."""
        due = self._looks.due(LOOKED_AT)
        if due:
            try:
                self._find(due)
            except AWAY:
                self._looks.plan_again(due)
                raise

    def _find(self, series: Sequence[int]) -> None:
        with transaction.atomic(READING):
            self._work.extend(self._upkeep.due(series))

    def _do(self) -> None:
        """One transaction for the next series that have work; what they have left over waits
        behind the others."""
        begun = time.thread_time()
        chosen = [self._work.popleft() for _ in range(min(len(self._work), self._at_once))]
        try:
            self._do_safely(chosen)
        except AWAY:
            # Nobody's fault: whatever of it was planned has to be done later.
            self._looks.plan_again(chosen)
            raise
        took = time.thread_time() - begun
        if took > TURN_SECONDS:
            self._at_once = max(1, self._at_once // 2)
        elif took < TURN_SECONDS / 2:
            self._at_once = min(MOST_AT_ONCE, 2 * self._at_once)

    def _do_safely(self, chosen: Sequence[int]) -> None:
        try:
            self._do_together(chosen)
        except AWAY:
            raise
        except Exception:
            # One of them is the reason, and all were rolled back.
            for pk in chosen:
                self._do_apart(pk)

    def _do_together(self, chosen: Sequence[int]) -> None:
        with transaction.atomic(WRITING):
            states = list(known_states(sorted(chosen)).values())
            more = set().union(*(step(states) for step in self._upkeep.steps))
        self._work.extend(sorted(more))
        for state in states:
            if state.series not in more:
                self._looks.forgive(state.series)
                self._upkeep.plan_next(state)

    def _do_apart(self, series: int) -> None:
        """Each step of a series in a transaction of its own: what one of them cannot do holds
        up no other step and no other series."""
        failure: Exception | None = None
        for step in self._upkeep.steps:
            try:
                with transaction.atomic(WRITING):
                    step(list(known_states([series]).values()))
            except AWAY:
                raise
            except Exception as error:
                failure = failure or error
        if failure is not None and self._looks.put_off(series, str(failure)):
            known = isinstance(failure, LivecurveError)
            log.warning("Upkeep of a series has to wait: %s", failure, exc_info=not known)
        self._looks.plan(series, time.monotonic())


def unfinished(using: str) -> list[int]:
    """Series for which there may be something to do, whoever wrote them."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT series_id FROM timeseries_reading GROUP BY series_id HAVING count(*) >= %s"
            " UNION SELECT series_id FROM timeseries_block WHERE count < %s"
            " GROUP BY series_id HAVING count(*) > 1"
            " UNION SELECT series_id FROM timeseries_seriesstate WHERE last IS NOT NULL"
            " AND (base_width = 0 OR last >= rolled_until)",
            [packer.OLD_ROWS, FULL_BLOCK],
        )
        return [row[0] for row in cursor.fetchall()]
