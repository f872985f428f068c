"""What there is to do for series beside writing them, and doing it: pack rows, join blocks, learn
intervals, roll, fill back. Each step takes several series, in the caller's transaction, which
holds their locks."""

from collections.abc import Sequence

from . import packer, rollup, spans
from .blocks import Extent
from .intervals import learn_interval
from .looks import Looks
from .models import FULL_BLOCK
from .packer import Joining
from .states import State, read_states
from .store import READING, WRITING, get_store
from .timerange import SECOND, now
from .watermark import SETTLED, advance_each, closed_until

# While readings come in a series is rolled when so many buckets have closed, and its blocks are
# joined when they are so many or make a full one: each time its rungs' newest rows and the
# blocks are written anew. So many small blocks are still read in a fraction of a millisecond.
BUCKETS, BLOCKS = 16, 64


class Upkeep:
    """What is known of series from one look to the next, and the steps."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        # The last time of a series when it was looked at: writers that work side by side may
        # each bring what is a little older, and to repair costs more than to wait.
        self._seen: dict[int, int] = {}
        # The last time of a series when its interval was learned, and those that have changed
        # much since.
        self._learned: dict[int, int | None] = {}
        self._to_learn: set[int] = set()
        # Joined first: what is rolled then is read from few blocks.
        self.steps = (self._pack, self._join, self._learn, self._roll, self._fill_back)

    def due(self, series: Sequence[int]) -> list[int]:
        """Those of these series for which there is something to do; when to look at the others
        again is planned. In the caller's snapshot."""
        states = read_states(series, READING)
        rows = get_store().counted_rows(series, READING)
        small = spans.small(series, READING)
        found = []
        for pk, state in states.items():
            many = self._looks.take_many(pk)
            self._note(state, many)
            if self._is_due(state, rows.get(pk), small.get(pk, ())):
                found.append(pk)
            else:
                self.plan_next(state, many)
        return found

    def plan_next(self, state: State, soon: bool = True) -> None:
        """There is nothing to do now: the next bucket has to close, or the series to settle."""
        pk = state.series
        self._looks.plan_settled(pk)
        if state.last is None:
            return
        if self._seen.get(pk) != state.last:
            self._seen[pk] = state.last
            if soon:
                self._looks.plan_soon(pk)
        elif state.base_width and state.last >= state.rolled_until:
            closes = (state.last // state.base_width + 1) * state.base_width + SETTLED
            self._looks.plan_soon(pk, (closes - now()) / SECOND)

    def _note(self, state: State, many: bool) -> None:
        """Whether a series may have got another interval: many readings, or all there will be."""
        learned = self._learned.setdefault(state.series, state.last)
        if state.last != learned and (many or self._looks.is_settled(state.series)):
            self._to_learn.add(state.series)

    def _is_due(self, state: State, rows: tuple[int, int] | None, small: Sequence[Extent]) -> bool:
        return (
            self._learns(state)
            or self._rolls(state)
            or bool(state.filling)
            or (rows is not None and packer.rows_are_due(*rows))
            or self._joins(state.series, small)
        )

    def _learns(self, state: State) -> bool:
        if state.interval is None:
            return state.first != state.last
        return state.series in self._to_learn

    def _rolls(self, state: State) -> bool:
        closed = closed_until(state, self._until(state)) - state.rolled_until
        # Nothing has come since the last look: that is all for now.
        rests = self._looks.is_settled(state.series) or self._seen.get(state.series) == state.last
        return closed > 0 and (rests or closed >= BUCKETS * state.base_width)

    def _joins(self, series: int, small: Sequence[Extent]) -> bool:
        if self._looks.is_settled(series):
            return len(small) > 1
        return len(small) >= BLOCKS or sum(one.count for one in small) >= FULL_BLOCK

    def _until(self, state: State) -> int:
        """The moment (µs) up to which buckets may be taken for closed."""
        if self._looks.is_settled(state.series):
            return now()
        return min(now(), self._seen.get(state.series, state.rolled_until) + SETTLED)

    # The steps. Each answers the series of which there may be more of its kind to do.

    def _pack(self, states: Sequence[State]) -> set[int]:
        kept = {state.series: state.kept_from for state in states}
        more, packed = set(), 0
        for pk, (count, first) in get_store().counted_rows(list(kept), WRITING).items():
            if packed < packer.STEP_READINGS and packer.rows_are_due(count, first):
                packed += packer.fold_rows(pk, kept[pk])
                count -= packer.STEP_ROWS
            if count >= 0 and packer.rows_are_due(count, first):
                more.add(pk)
        return more

    def _join(self, states: Sequence[State]) -> set[int]:
        small = spans.small([state.series for state in states], WRITING)
        wanted = [
            Joining(pk, small[pk], self._looks.is_settled(pk), state.kept_from)
            for state in states
            for pk in [state.series]
            if self._joins(pk, small.get(pk, ()))
        ]
        taken, step = packer.join(wanted), packer.STEP_READINGS
        return {one.series for one in wanted if taken.get(one.series, step) >= step}

    def _learn(self, states: Sequence[State]) -> set[int]:
        for state in states:
            if self._learns(state):
                self._to_learn.discard(state.series)
                self._learned[state.series] = state.last
                learn_interval(state)
        return set()

    def _roll(self, states: Sequence[State]) -> set[int]:
        for state in states:
            rollup.adopt_base(state)
        due = [(state, self._until(state)) for state in states if self._rolls(state)]
        advance_each(due)
        return {state.series for state, _ in due if self._rolls(state)}

    def _fill_back(self, states: Sequence[State]) -> set[int]:
        return {state.series for state in states if rollup.fill_back(state) and state.filling}
