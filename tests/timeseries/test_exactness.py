"""Whatever is done in whatever order: what is stored stays exact, and so does every answer."""

import math
import os
from itertools import count

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.timeseries import plain
from tests.timeseries.databases import on_both_databases
from tests.timeseries.plain import Content
from timeseries import exact, expiry, packer, rollup, spans
from timeseries.asked import AGGS, Grid, Query
from timeseries.check import check
from timeseries.counting import counts
from timeseries.cover import finest_left
from timeseries.exact import BeforeRetention, locked_states
from timeseries.expiry import Gone, totals
from timeseries.fold import Columns
from timeseries.models import Reading, Series, SeriesState
from timeseries.query import _ask
from timeseries.resolutions import LADDER, RAW
from timeseries.retention import WIDEST, marks
from timeseries.runs import Part, gathered
from timeseries.states import BEFORE_ALL, State, read_states
from timeseries.store import READING, WRITING, get_store
from timeseries.timerange import DAY, EARLIEST, LATEST, SECOND, TimeRange

pytestmark = on_both_databases

FULL = os.environ.get("SOAK") == "full"
# On PostgreSQL each takes several times as long.
SHORT_EXAMPLES, FULL_EXAMPLES = (40, 500) if connection.vendor == "sqlite" else (12, 100)
EXAMPLES, STEPS = (FULL_EXAMPLES, 50) if FULL else (SHORT_EXAMPLES, 30)
FAR_FUTURE = 2**61
numbered = count()

awkward = st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 1.7976931348623157e308, -1e308, 0.1, -7.5])
some_values = st.one_of(
    st.integers(-5, 5).map(float), awkward, st.floats(allow_nan=False, allow_infinity=False)
)
origins = st.sampled_from([EARLIEST, -5 * SECOND, 0, 1_700_000_000 * SECOND, LATEST - 10**13])
# In the last the edges of the widest buckets lie close enough for retention.
spacings = st.one_of(
    st.sampled_from([1, 1_000, 30_000, SECOND, 20 * SECOND, 600 * SECOND]),
    st.sampled_from([DAY // 4, DAY, 3 * DAY]),
)


class Store(RuleBasedStateMachine):
    """One series beside a plain dict of what it should hold."""

    @initialize(origin=origins, spacing=spacings, counter=st.booleans())
    def begin(self, origin: int, spacing: int, counter: bool) -> None:
        self.origin, self.spacing, self.counter = origin, spacing, counter
        semantics = "counter" if counter else "gauge"
        name = f"exact {next(numbered)}"
        self.series = Series.objects.create(name=name, semantics=semantics).pk
        self.content: Content = {}

    def time(self, step: float) -> int:
        return min(self.origin + int(step * self.spacing), LATEST)

    def write(self, readings: list[tuple[int, float]]) -> None:
        """Readings in any order, with duplicates: the last stands."""
        times, values = zip(*readings, strict=True)
        columns = np.zeros(len(times), np.int32), np.array(times, np.int64), np.array(values, float)
        runs = gathered([Part(np.array([self.series]), *columns)])
        if runs.times[0] < self.state().kept_from:
            with pytest.raises(BeforeRetention), transaction.atomic(WRITING):
                exact.write(runs)
            return
        with transaction.atomic(WRITING):
            exact.write(runs)
        self.content |= dict(readings)

    def state(self) -> State:
        return read_states([self.series], WRITING).get(self.series) or State(self.series)

    @rule(steps=st.integers(1, 200), of=st.lists(some_values, min_size=1, max_size=8))
    def append(self, steps: int, of: list[float]) -> None:
        at = max(self.content, default=self.origin)
        times = [min(at + (i + 1) * self.spacing, LATEST) for i in range(steps)]
        self.write([(time, of[i % len(of)]) for i, time in enumerate(times)])

    @rule(after=st.floats(0, 1), value=some_values)
    def append_soon(self, after: float, value: float) -> None:
        """Later than all, and perhaps still in a bucket that has been rolled."""
        at = max(self.content, default=self.origin)
        self.write([(min(at + 1 + int(after * self.spacing), LATEST), value)])

    @rule(start=st.floats(0, 300), dense=st.floats(0.01, 3), of=st.lists(some_values, min_size=16))
    def run_anywhere(self, start: float, dense: float, of: list[float]) -> None:
        self.write([(self.time(start + i * dense), value) for i, value in enumerate(of)])

    @rule(
        readings=st.lists(st.tuples(st.floats(0, 400), some_values), min_size=1, max_size=12),
    )
    def scatter(self, readings: list[tuple[float, float]]) -> None:
        self.write([(self.time(step), value) for step, value in readings])

    @rule(places=st.lists(st.integers(0, 10_000), min_size=1, max_size=20), value=some_values)
    def overwrite(self, places: list[int], value: float) -> None:
        times = sorted(self.content)
        if times:
            self.write([(times[place % len(times)], value) for place in places])

    @rule(start=st.floats(-10, 400), steps=st.floats(0, 100))
    def delete(self, start: float, steps: float) -> None:
        low, high = self.time(start), self.time(start + steps)
        if low < self.state().kept_from:
            with pytest.raises(BeforeRetention), transaction.atomic(WRITING):
                exact.delete(self.series, low, high)
            return
        with transaction.atomic(WRITING):
            gone = exact.delete(self.series, low, high)
        held = [time for time in self.content if low <= time < high]
        assert gone == len(held)
        for time in held:
            del self.content[time]

    @rule(step=st.floats(0, 400), value=some_values)
    def save_by_the_orm(self, step: float, value: float) -> None:
        # The literals that Django sends to PostgreSQL have no -0.0.
        value = value or (0.0 if connection.vendor == "postgresql" else value)
        reading = Reading(series_id=self.series, time=self.time(step), value=value)
        if reading.time < self.state().kept_from:
            with pytest.raises(BeforeRetention):
                reading.save()
            return
        reading.save()
        self.content[self.time(step)] = value

    @rule(start=st.floats(-10, 400), steps=st.floats(0, 30))
    def delete_by_the_orm(self, start: float, steps: float) -> None:
        """Rows alone, as the ORM sees no packed readings; but what a row overrode goes too."""
        low, high = self.time(start), self.time(start + steps)
        low = max(low, self.state().kept_from)
        found = Reading.objects.filter(series=self.series, time__gte=low, time__lt=high)
        times = list(found.values_list("time", flat=True))
        found.delete()
        for time in times:
            del self.content[time]

    @rule()
    def pack(self) -> None:
        with transaction.atomic(WRITING):
            state = locked_states([self.series])[self.series]
            packer.fold_rows(self.series, state.kept_from)

    @rule(settled=st.booleans())
    def join(self, settled: bool) -> None:
        with transaction.atomic(WRITING):
            state = locked_states([self.series])[self.series]
            small = spans.small([self.series], WRITING).get(self.series, [])
            packer.join([packer.Joining(self.series, small, settled, state.kept_from)])

    @rule(interval=st.sampled_from([None, 1_000, 30_000, SECOND, 20 * SECOND, 600 * SECOND]))
    def choose_rungs(self, interval: int | None) -> None:
        with transaction.atomic(WRITING):
            state = locked_states([self.series])[self.series]
            state.interval = interval
            rollup.adopt_base(state)

    @rule(step=st.one_of(st.none(), st.floats(0, 400)))
    def roll(self, step: float | None) -> None:
        at = FAR_FUTURE if step is None else self.time(step)
        with transaction.atomic(WRITING):
            rollup.advance(locked_states([self.series])[self.series], at)

    @rule()
    def roll_to_the_end(self) -> None:
        """With the rungs that the series' own step asks for, the newest bucket among them."""
        with transaction.atomic(WRITING):
            state = locked_states([self.series])[self.series]
            state.interval = self.spacing
            rollup.adopt_base(state)
            rollup.advance(state, FAR_FUTURE)

    @rule()
    def fill_back(self) -> None:
        with transaction.atomic(WRITING):
            rollup.fill_back(locked_states([self.series])[self.series])

    @rule()
    def rebuild(self) -> None:
        with transaction.atomic(WRITING):
            rollup.forget(locked_states([self.series])[self.series])

    @rule(
        places=st.lists(st.floats(0, 1), min_size=10, max_size=10),
        limited=st.integers(1, 10),
        settle=st.booleans(),
        sweep=st.booleans(),
    )
    def retain(self, places: list[float], limited: int, settle: bool, sweep: bool) -> None:
        """Of the readings and the narrowest rungs; the others are kept for ever."""
        if settle:
            self.settle()
        low, high = min(self.content, default=0), max(self.content, default=0) + WIDEST
        ends = [(low + int(place * (high - low))) // WIDEST * WIDEST for place in places]
        horizons = dict(zip([RAW, *LADDER][:limited], sorted(ends, reverse=True), strict=False))
        foreseen = sorted_totals(self.foresee(horizons))
        with transaction.atomic(WRITING):
            state = locked_states([self.series])[self.series]
            to_move = marks(state, horizons)
            gone = expiry.move_horizons(state, to_move)
        left = state.rung_from.get(WIDEST, BEFORE_ALL) if state.base_width else state.kept_from
        self.content = {time: of for time, of in self.content.items() if time >= left}
        if sweep:
            while one := self.sweep():
                gone.append(one)
            assert sorted_totals(gone) == foreseen
            assert not expiry.is_left(self.state(), READING)

    def settle(self) -> None:
        """There is enough for retention, and nothing to be rolled or filled back."""
        first, last = min(self.content, default=self.origin), max(self.content, default=self.origin)
        if last - first < 2 * WIDEST and last + 4 * WIDEST <= LATEST:
            self.write([(last + i * WIDEST // 10, float(i % 7)) for i in range(1, 40)])
        with transaction.atomic(WRITING):
            state = locked_states([self.series])[self.series]
            state.interval = state.interval or 600 * SECOND
            rollup.adopt_base(state)
            while rollup.advance(state, FAR_FUTURE) or rollup.fill_back(state):
                pass

    def foresee(self, horizons: dict[int, int]) -> list[Gone]:
        state = self.state()
        return list(expiry.would_go(state, marks(state, horizons), READING))

    @rule()
    def sweep_once(self) -> None:
        self.sweep()

    def sweep(self) -> Gone | None:
        with transaction.atomic(WRITING):
            return expiry.remove(locked_states([self.series])[self.series])

    @rule(
        start=st.floats(-20, 300),
        steps=st.floats(0.01, 400),
        width=st.integers(1, 50),
        agg=st.sampled_from(AGGS),
    )
    def ask(self, start: float, steps: float, width: int, agg: str) -> None:
        self.ask_range(self.time(start), self.time(start + steps), width, agg)

    @rule(width=st.integers(1, 5), agg=st.sampled_from(AGGS))
    def ask_all(self, width: int, agg: str) -> None:
        low, high = min(self.content, default=0), max(self.content, default=0) + 1
        self.ask_range(low, high, width, agg)

    def ask_range(self, start: int, end: int, width: int, agg: str) -> None:
        start = max(start, EARLIEST)
        if end <= start:
            return
        query = [Query(str(self.series), agg)]
        [found] = _ask(query, TimeRange(start, end), Grid(width), False).columns
        start, end = self.answered(start, end)
        held = {time: value for time, value in self.content.items() if start <= time < end}
        assert found.count == len(held)
        if found.resolution == 0:
            assert len(held) <= 4 * width
            assert _bits(found.times, found.values) == sorted(
                (time, _bits_of(value)) for time, value in held.items()
            )
        elif agg == "m4":
            wanted = plain.m4(self.content, start, end, found.resolution)
            assert _bits(found.times, found.values) == [(t, _bits_of(v)) for t, v in wanted]
        else:
            self.compare(found, start, end, agg)

    def answered(self, start: int, end: int) -> tuple[int, int]:
        """Where retention has left only rungs, what is asked for in whole buckets."""
        state = self.state()
        start = max(start, min(self.content, default=start))
        end = min(end, max(self.content, default=start) + 1)
        if start < end and start < state.kept_from:
            start = start // (finest := finest_left(state, start)) * finest
        if start < end < state.kept_from:
            end = -(-end // (finest := finest_left(state, end - 1))) * finest
        return start, max(start, end)

    def compare(self, found: Columns, start: int, end: int, agg: str) -> None:
        resolution = found.resolution
        wanted = plain.aggregates(self.content, start, end, resolution, agg, self.counter)
        assert found.times.tolist() == [time for time, _, _ in wanted]
        for got, (_, value, tolerance) in zip(found.values.tolist(), wanted, strict=True):
            if not (math.isfinite(value) and math.isfinite(tolerance * 1e12)):
                continue
            if agg in ("first", "last", "min", "max", "count"):
                assert _bits_of(got) == _bits_of(value)
            else:
                assert abs(got - value) <= tolerance + 5e-324

    @invariant()
    def holds_what_it_should(self) -> None:
        if not hasattr(self, "content"):
            return
        assert list(check(self.series, WRITING)) == []
        begin = max(EARLIEST, self.state().kept_from)
        times, values = get_store().columns(self.series, begin, LATEST + 1, READING)
        assert _bits(times, values) == sorted(
            (t, _bits_of(v)) for t, v in self.content.items() if t >= begin
        )
        counted = counts(get_store(), [self.series], READING)
        assert counted.get(self.series, 0) == len(self.content)
        state = SeriesState.objects.filter(series=self.series).first()
        ends = (state.first, state.last) if state else (None, None)
        assert ends == (min(self.content, default=None), max(self.content, default=None))


def sorted_totals(gone: list[Gone]) -> list[tuple[int, int, int]]:
    """How many went of each level, and their bytes."""
    return sorted((one.level, one.count, one.size) for one in totals(iter(gone)).values())


def _bits_of(value: float) -> int:
    return int(np.float64(value).view(np.int64))


def _bits(times: np.ndarray, values: np.ndarray) -> list[tuple[int, int]]:
    return list(zip(times.tolist(), values.view(np.int64).tolist(), strict=True))


def test_any_history_leaves_all_that_is_stored_and_every_answer_exact() -> None:
    assert LADDER[0] == SECOND
    machine = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
    )
    run_state_machine_as_test(Store, settings=machine)
