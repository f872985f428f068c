"""What the writing thread does between groups of writes: roll, pack, join, fill back, and what
retention asks for (`sweeper.py`).

Every turn is one short transaction, and turns take a bounded share of the thread's time: more
while nobody writes. Which series there is something to do for is kept in a queue by time, of
those that this process has written to, and now and then of all that others have.
"""

import heapq
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connections, transaction

from . import packer, rollup
from .errors import LivecurveError
from .exact import known_states
from .intervals import learn_interval
from .models import FULL_BLOCK
from .states import State, read_states
from .store import READING, WRITING
from .sweeper import Sweeper
from .timerange import now

log = logging.getLogger(__name__)

# The database is lost, full or locked: all of its series would fail alike.
AWAY = (OperationalError, InterfaceError)

# Of the thread's time, while writes come in and when none have for a second.
BUSY_SHARE, IDLE_SHARE = 0.15, 0.6
BUSY_SECONDS = 1.0
# A turn takes up further series until so much time is gone.
TURN_SECONDS = 0.015
SERIES_AT_ONCE = 16
LOOKED_AT = 100
# How long after it was written to a series is looked at, and again when it has settled.
LOOK_SECONDS, SETTLED_SECONDS = 15.0, 600.0
# How often the interval of a series that is written to is learned anew.
LEARN_SECONDS = 60.0
# How soon a process that was not to do it looks whether it is now.
LEAD_SECONDS = 2.0
# How often all series are searched for what others have written.
SEARCH_SECONDS = 300.0
# How long what failed is left alone, each time twice as long.
RETRY_SECONDS, LONGEST_RETRY_SECONDS = 30.0, 1_800.0


@dataclass(slots=True)
class PutOff:
    """A series of which a step failed, and why: left alone until then."""

    until: float
    seconds: float
    reason: str


class Background:
    """The queue of a process. All of it runs on the writing thread."""

    def __init__(self, leads: Callable[[], bool] = lambda: True) -> None:
        """`leads` tells whether it is for this process to do it."""
        self._leads = leads
        self._looks: list[tuple[float, int]] = []
        self._planned: dict[int, float] = {}
        self._work: deque[int] = deque()
        self._learned: dict[int, float] = {}
        self._touched: dict[int, float] = {}
        # The last time of a series when it was looked at: writers that work side by side may
        # each bring what is a little older, and to repair costs more than to wait.
        self._seen: dict[int, int] = {}
        self._put_off: dict[int, PutOff] = {}
        self._steps = (self._learn, self._roll, self._fill_back, self._pack, self._join)
        self._sweeper = Sweeper()
        self._searched_at = 0.0
        self._written_at = -BUSY_SECONDS
        self._next_turn = 0.0

    def touched(self, series: Iterable[int]) -> None:
        """These were written to."""
        at = time.monotonic()
        self._written_at = at
        for pk in series:
            self._touched[pk] = at
            self._plan(pk, at + LOOK_SECONDS)

    def wait(self) -> float:
        """Seconds until it wants a turn."""
        at = time.monotonic()
        if self._work or not self._sweeper.wait():
            return max(0.0, self._next_turn - at)
        soonest = self._looks[0][0] if self._looks else at + SEARCH_SECONDS
        return max(0.0, min(soonest, self._searched_at + SEARCH_SECONDS) - at, self._next_turn - at)

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
            self._work.extend(self._with_work(series[low : low + LOOKED_AT]))
        while self._work:
            self._do()

    def _take_turn(self) -> None:
        at = time.monotonic()
        if not self._searched_at or at > self._searched_at + SEARCH_SECONDS:
            self._searched_at = at
            for pk in unfinished(WRITING):
                self._plan(pk, at)
        if not self._work:
            self._look(at)
        if self._work:
            self._do()
        self._sweeper.turn()

    def _plan(self, series: int, at: float) -> None:
        if series in self._put_off:
            at = max(at, self._put_off[series].until)
        if at < self._planned.get(series, float("inf")):
            self._planned[series] = at
            heapq.heappush(self._looks, (at, series))

    def _look(self, until: float) -> None:
        """Find what there is to do for the series whose time has come."""
        due: set[int] = set()
        while self._looks and self._looks[0][0] <= until and len(due) < LOOKED_AT:
            at, pk = heapq.heappop(self._looks)
            if self._planned.get(pk) == at:
                del self._planned[pk]
                due.add(pk)
        if due:
            try:
                self._work.extend(self._with_work(sorted(due)))
            except AWAY:
                self._plan_again(due)
                raise

    def _with_work(self, series: Sequence[int]) -> list[int]:
        with transaction.atomic(READING):
            states = read_states(series, READING)
            rows = _rows(series)
            small = _several_small(series)
        found = []
        for pk, state in states.items():
            least = 0 if self._is_settled(pk) else packer.TIERS[0]
            if self._is_due(state, rows.get(pk)) or small.get(pk, -1) >= least:
                found.append(pk)
            else:
                self._plan_next(state)
        return found

    def _is_due(self, state: State, rows: tuple[int, int] | None) -> bool:
        return (
            self._learns(state)
            or rollup.closed_until(state, self._until(state)) > state.rolled_until
            or bool(state.filling)
            or (rows is not None and packer.rows_are_due(*rows))
        )

    def _plan_next(self, state: State) -> None:
        """There is nothing to do now: the next bucket has to close, or the series to settle."""
        at = time.monotonic()
        if not self._is_settled(state.series):
            self._plan(state.series, self._touched[state.series] + SETTLED_SECONDS)
        if state.last is not None and self._seen.get(state.series) != state.last:
            self._seen[state.series] = state.last
            self._plan(state.series, at + LOOK_SECONDS)
        if state.base_width and state.last is not None and state.last >= state.rolled_until:
            closes = (state.last // state.base_width + 1) * state.base_width + rollup.SETTLED
            wait = (closes - now()) / 1_000_000
            if wait < SETTLED_SECONDS:
                self._plan(state.series, at + max(LOOK_SECONDS, wait))

    def _until(self, state: State) -> int:
        """The moment (µs) up to which buckets may be taken for closed."""
        if self._is_settled(state.series):
            return now()
        return min(now(), self._seen.get(state.series, state.rolled_until) + rollup.SETTLED)

    def _is_settled(self, series: int) -> bool:
        """Whether nothing has been written to it for long."""
        return time.monotonic() > self._touched.get(series, -SETTLED_SECONDS) + SETTLED_SECONDS

    def _learns(self, state: State) -> bool:
        if state.interval is None:
            return state.first != state.last
        return time.monotonic() > self._learned.get(state.series, 0.0) + LEARN_SECONDS

    def _do(self) -> None:
        """One transaction for the next series that have work; what they have left over waits
        behind the others."""
        ends = time.monotonic() + TURN_SECONDS
        chosen = [self._work.popleft() for _ in range(min(len(self._work), SERIES_AT_ONCE))]
        try:
            self._do_safely(chosen, ends)
        except AWAY:
            # Nobody's fault: whatever of it was planned has to be done later.
            self._plan_again(chosen)
            raise

    def _do_safely(self, chosen: Sequence[int], ends: float) -> None:
        try:
            self._do_together(chosen, ends)
        except AWAY:
            raise
        except Exception:
            # One of them is the reason, and all were rolled back.
            for pk in chosen:
                self._do_apart(pk)

    def _do_together(self, chosen: Sequence[int], ends: float) -> None:
        left: list[int] = []
        done: list[State] = []
        with transaction.atomic(WRITING):
            states = known_states(sorted(chosen))
            for place, pk in enumerate(chosen):
                if time.monotonic() > ends:
                    left += chosen[place:]
                    break
                if pk not in states:
                    continue
                more = [step(states[pk]) for step in self._steps]
                if any(more):
                    left.append(pk)
                else:
                    done.append(states[pk])
        self._work.extend(left)
        for state in done:
            self._put_off.pop(state.series, None)
            self._plan_next(state)

    def _do_apart(self, series: int) -> None:
        """Each step of a series in a transaction of its own: what one of them cannot do holds
        up no other step and no other series."""
        failure: Exception | None = None
        for step in self._steps:
            try:
                with transaction.atomic(WRITING):
                    for state in known_states([series]).values():
                        step(state)
            except AWAY:
                raise
            except Exception as error:
                failure = failure or error
        if failure is not None:
            self._put_off[series] = self._after(failure, self._put_off.get(series))
        self._plan(series, time.monotonic())

    def _after(self, failure: Exception, last: PutOff | None) -> PutOff:
        """A damaged block stays damaged: the log is told once, and others have the time."""
        seconds = min(2 * last.seconds, LONGEST_RETRY_SECONDS) if last else RETRY_SECONDS
        reason = str(failure)
        if last is None or last.reason != reason:
            known = isinstance(failure, LivecurveError)
            log.warning("Upkeep of a series has to wait: %s", reason, exc_info=not known)
        return PutOff(time.monotonic() + seconds, seconds, reason)

    def _plan_again(self, series: Iterable[int]) -> None:
        for pk in series:
            self._plan(pk, time.monotonic() + RETRY_SECONDS)

    # The steps. Each says whether there may be more of its kind to do.

    def _learn(self, state: State) -> bool:
        if self._learns(state):
            self._learned[state.series] = time.monotonic()
            learn_interval(state)
        return False

    def _roll(self, state: State) -> bool:
        rollup.adopt_base(state)
        until = self._until(state)
        rollup.advance(state, until)
        return rollup.closed_until(state, until) > state.rolled_until

    def _fill_back(self, state: State) -> bool:
        rollup.fill_back(state)
        return bool(state.filling)

    def _pack(self, state: State) -> bool:
        counted = _rows([state.series], WRITING).get(state.series)
        if counted is None or not packer.rows_are_due(*counted):
            return False
        packer.fold_rows(state.series, state.kept_from)
        return counted[0] >= packer.STEP_ROWS

    def _join(self, state: State) -> bool:
        joined = packer.join(state.series, self._is_settled(state.series), state.kept_from)
        return joined >= packer.STEP_READINGS


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


def _rows(series: Sequence[int], using: str = READING) -> dict[int, tuple[int, int]]:
    """How many rows each series has, and the time of the first."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT series_id, count(*), min(time) FROM timeseries_reading"
            f" WHERE series_id IN ({', '.join(['%s'] * len(series))}) GROUP BY series_id",
            list(series),
        )
        return {pk: (count, first) for pk, count, first in cursor.fetchall()}


def _several_small(series: Sequence[int]) -> dict[int, int]:
    """Of series with several small blocks, how many readings those hold."""
    with connections[READING].cursor() as cursor:
        cursor.execute(
            "SELECT series_id, sum(count) FROM timeseries_block"
            f" WHERE count < {FULL_BLOCK} AND series_id IN ({', '.join(['%s'] * len(series))})"
            " GROUP BY series_id HAVING count(*) > 1",
            list(series),
        )
        return {pk: int(count) for pk, count in cursor.fetchall()}
