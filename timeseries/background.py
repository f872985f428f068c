"""What the writing thread does between groups of writes: roll, pack, join, fill back, and what
retention asks for (`sweeper.py`).

Every turn is one short transaction, and turns take a bounded share of the thread's time: more
while nobody writes. Which series there is something to do for is kept in a queue by time, of
those that this process has written to, and now and then of all that others have.
"""

import heapq
import time
from collections import deque
from collections.abc import Iterable, Sequence

from django.db import connections, transaction

from . import packer, rollup
from .exact import locked_states
from .intervals import learn_interval
from .models import FULL_BLOCK
from .states import State, read_states
from .store import READING, WRITING
from .sweeper import Sweeper
from .timerange import now

# Of the thread's time, while writes wait and while none do.
BUSY_SHARE, IDLE_SHARE = 0.15, 0.5
# A turn takes up further series until so much time is gone.
TURN_SECONDS = 0.015
SERIES_AT_ONCE = 16
LOOKED_AT = 100
# How long after it was written to a series is looked at, and again when it has settled.
LOOK_SECONDS, SETTLED_SECONDS = 5.0, 600.0
# How often the interval of a series that is written to is learned anew.
LEARN_SECONDS = 60.0
# How often all series are searched for what others have written.
SEARCH_SECONDS = 300.0


class Background:
    """The queue of a process. All of it runs on the writing thread."""

    def __init__(self) -> None:
        self._looks: list[tuple[float, int]] = []
        self._planned: dict[int, float] = {}
        self._work: deque[int] = deque()
        self._learned: dict[int, float] = {}
        self._touched: dict[int, float] = {}
        self._sweeper = Sweeper()
        self._searched_at = 0.0
        self._next_turn = 0.0

    def touched(self, series: Iterable[int]) -> None:
        """These were written to."""
        at = time.monotonic()
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

    def turn(self, idle: bool) -> None:
        """One piece of work, if it is time for it."""
        begun = time.monotonic()
        if begun < self._next_turn:
            return
        self._take_turn()
        took = time.monotonic() - begun
        self._next_turn = begun + took / (IDLE_SHARE if idle else BUSY_SHARE)

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
            self._work.extend(self._with_work(sorted(due)))

    def _with_work(self, series: Sequence[int]) -> list[int]:
        with transaction.atomic(READING):
            states = read_states(series, READING)
            rows = _rows(series)
            joinable = _several_small(series)
        found = []
        for pk, state in states.items():
            if self._is_due(state, rows.get(pk)) or pk in joinable:
                found.append(pk)
            else:
                self._plan_next(state)
        return found

    def _is_due(self, state: State, rows: tuple[int, int] | None) -> bool:
        return (
            self._learns(state)
            or rollup.closed_until(state) > state.rolled_until
            or bool(state.filling)
            or (rows is not None and packer.rows_are_due(*rows))
        )

    def _plan_next(self, state: State) -> None:
        """There is nothing to do now: the next bucket has to close, or the series to settle."""
        at = time.monotonic()
        if not self._is_settled(state.series):
            self._plan(state.series, self._touched[state.series] + SETTLED_SECONDS)
        if state.base_width and state.last is not None and state.last >= state.rolled_until:
            closes = (state.last // state.base_width + 1) * state.base_width + rollup.SETTLED
            wait = (closes - now()) / 1_000_000
            if wait < SETTLED_SECONDS:
                self._plan(state.series, at + max(LOOK_SECONDS, wait))

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
        left: list[int] = []
        try:
            with transaction.atomic(WRITING):
                states = locked_states(sorted(chosen))
                for place, pk in enumerate(chosen):
                    if time.monotonic() > ends:
                        left += chosen[place:]
                        break
                    if self._step(states[pk]):
                        left.append(pk)
                    else:
                        self._plan_next(states[pk])
        finally:
            self._work.extend(left)

    def _step(self, state: State) -> bool:
        """One step of each kind for a series; whether there may be more."""
        if self._learns(state):
            self._learned[state.series] = time.monotonic()
            learn_interval(state)
        rollup.adopt_base(state)
        rollup.advance(state)
        rollup.fill_back(state)
        counted = _rows([state.series], WRITING).get(state.series)
        if counted is not None and packer.rows_are_due(*counted):
            packer.fold_rows(state.series, state.kept_from)
        settled = self._is_settled(state.series)
        joined = packer.join(state.series, settled, state.kept_from)
        return (
            rollup.closed_until(state) > state.rolled_until
            or bool(state.filling)
            or (counted is not None and counted[0] >= packer.STEP_ROWS)
            or joined >= packer.STEP_READINGS
        )


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


def _several_small(series: Sequence[int]) -> set[int]:
    """Series with small blocks that make a next tier together."""
    with connections[READING].cursor() as cursor:
        cursor.execute(
            "SELECT series_id FROM timeseries_block"
            f" WHERE count < {FULL_BLOCK} AND series_id IN ({', '.join(['%s'] * len(series))})"
            " GROUP BY series_id HAVING count(*) > 1 AND sum(count) >= %s",
            [*series, packer.TIERS[0]],
        )
        return {row[0] for row in cursor.fetchall()}
