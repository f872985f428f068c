import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from django.db import connections, transaction

from tests.timeseries.contents import make_series, write
from tests.timeseries.damage import flip, roll, state_of
from tests.timeseries.databases import on_both_databases
from timeseries import exact
from timeseries.asked import Grid, Query
from timeseries.blocks import DamagedBlock, Extent
from timeseries.buckets import Buckets
from timeseries.cover import gather, pieces
from timeseries.fold import Fold
from timeseries.query import ask
from timeseries.rungs import DamagedRollup
from timeseries.runs import Run
from timeseries.states import State, read_states
from timeseries.store import READING, WRITING, get_store, snapshot
from timeseries.timerange import DAY, HOUR, MINUTE, SECOND, TimeRange

pytestmark = on_both_databases


@pytest.fixture
def pk() -> int:
    return make_series("a")


def fill(series: int, count: int, step: int, start: int = 0) -> None:
    times = start + np.arange(count, dtype=np.int64) * step
    with transaction.atomic():
        exact.write([Run(series, times, np.sin(times / 1e12))])


def gathered(series: int, start: int, end: int, damaged: list[Extent] | None = None) -> Buckets:
    state = state_of(series)
    return gather(get_store(), state, start, end, HOUR, WRITING, damaged=damaged)


# From what a range is answered


@pytest.fixture
def state() -> State:
    return State(1, first=0, last=10 * DAY, base_width=MINUTE, rolled_until=9 * DAY + 90 * MINUTE)


def test_the_middle_comes_from_the_coarsest_rung_and_the_ends_from_finer_ones(
    state: State,
) -> None:
    found = [(p.width, p.start, p.end) for p in pieces(state, 5, 9 * DAY + 95 * MINUTE, HOUR)]
    assert found == [
        (0, 5, MINUTE),
        (MINUTE, MINUTE, 10 * MINUTE),
        (10 * MINUTE, 10 * MINUTE, HOUR),
        (HOUR, HOUR, 9 * DAY + HOUR),
        (10 * MINUTE, 9 * DAY + HOUR, 9 * DAY + 90 * MINUTE),
        (0, 9 * DAY + 90 * MINUTE, 9 * DAY + 95 * MINUTE),
    ]


def test_pieces_cover_a_range_once_and_in_order(state: State) -> None:
    for alignment in (1, MINUTE, 7 * MINUTE, HOUR, DAY, 28 * DAY):
        for start, end in ((0, 1), (-5, 12 * DAY), (MINUTE, DAY), (9 * DAY, 11 * DAY)):
            found = list(pieces(state, start, end, alignment))
            edges = [(piece.start, piece.end) for piece in found]
            assert [edge for edge, _ in edges] == [start, *(edge for _, edge in edges[:-1])]
            assert edges[-1][1] == end
            assert all(alignment % p.width == 0 for p in found if p.width)


def test_a_rung_serves_only_from_where_it_is_filled(state: State) -> None:
    state.rung_from = {MINUTE: DAY}
    found = [(p.width, p.start, p.end) for p in pieces(state, 0, 2 * DAY, MINUTE)]
    assert found == [(0, 0, DAY), (MINUTE, DAY, 2 * DAY)]


def test_no_rung_that_does_not_divide_the_columns_is_used(state: State) -> None:
    assert {piece.width for piece in pieces(state, 0, DAY, 90 * SECOND)} == {0}


# A bounded number of rows


class Rows:
    """The statements that were asked, to count their rows afterwards."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Sequence[Any]]] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.asked.append((sql, params or ()))
        return execute(sql, params, many, context)

    def count(self) -> int:
        found = 0
        for sql, params in self.asked:
            with connections[READING].cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM ({sql}) AS asked", params)
                found += cursor.fetchone()[0]
        return found


def rows_read(series: int, span: int, end: int, width: int = 1200) -> tuple[int, int]:
    """Statements and rows of one query."""
    rows = Rows()
    with snapshot() as using, connections[READING].execute_wrapper(rows):
        timerange = TimeRange(end - span, end)
        fold = Fold(get_store(), timerange, Grid(width), "m4", using)
        state = read_states([series], using)[series]
        fold._gather(state, Grid(width).resolution(span), [])
    return len(rows.asked), rows.count()


YEAR = 365 * DAY


@pytest.mark.parametrize(
    ("step", "spans"),
    [
        (HOUR, [DAY, YEAR, 10 * YEAR, 100 * YEAR]),
        (MINUTE, [HOUR, DAY, 30 * DAY, YEAR]),
        (10 * SECOND, [HOUR, DAY, 30 * DAY]),
    ],
)
def test_a_query_reads_a_bounded_number_of_rows_whatever_the_range(
    pk: int, step: int, spans: list[int]
) -> None:
    count = spans[-1] // step + 7
    end = 1_600_000_000 * SECOND
    fill(pk, count, step, start=end - count * step)
    roll(pk)
    for span in spans:
        statements, rows = rows_read(pk, span, end)
        assert statements <= 20, span
        assert rows <= 80, span


# Around damage


@pytest.fixture
def rolled(pk: int) -> int:
    """A block of 4,000 s from 0 on and another from 10,000 s on, rolled to the end."""
    write({pk: {n * SECOND: float(n) for n in range(4_000)}})
    write({pk: {(10_000 + n) * SECOND: float(n) for n in range(4_000)}})
    roll(pk)
    return pk


def test_rollups_tell_of_a_damaged_block_what_they_know(rolled: int) -> None:
    flip("block", "values", rolled, start=0)
    damaged: list[Extent] = []
    state = state_of(rolled)
    buckets = gather(get_store(), state, 30 * SECOND, 14_000 * SECOND, 1, WRITING, damaged=damaged)
    assert damaged == [Extent(0, 3_999 * SECOND, 4_000)]
    # Whole minutes from 60 s to 3,960 s, then the readings of the other block.
    assert buckets.times[:3].tolist() == [60 * SECOND, 120 * SECOND, 180 * SECOND]
    assert buckets.count[:65].tolist() == [60] * 65
    assert (len(buckets), int(buckets.count.sum())) == (65 + 4_000, 3_900 + 4_000)


def test_rows_over_a_damaged_block_are_answered_where_no_rollup_is(pk: int) -> None:
    write({pk: {n * SECOND: float(n) for n in range(1_000)}})
    write({pk: {7 * SECOND: -7.0}})
    flip("block", "values", pk)
    buckets = gathered(pk, 0, DAY, damaged=[])
    assert (buckets.times.tolist(), buckets.first.tolist()) == ([7 * SECOND], [-7.0])


def test_without_a_place_to_note_it_a_damaged_block_is_an_error(rolled: int) -> None:
    flip("block", "values", rolled, start=0)
    with pytest.raises(DamagedBlock):
        gathered(rolled, 1, 999)


def test_in_place_of_a_damaged_rung_the_finer_one_answers(rolled: int) -> None:
    before = gathered(rolled, 0, 14_400 * SECOND).fold_to(DAY)
    flip("rollupblock", "max", rolled, width=HOUR)
    found = gathered(rolled, 0, 14_400 * SECOND).fold_to(DAY)
    for name in ("count", "min", "max", "first", "last", "min_at", "max_at"):
        assert getattr(found, name).tolist() == getattr(before, name).tolist(), name


def test_in_place_of_damaged_rungs_the_readings_answer(rolled: int) -> None:
    for width in (MINUTE, 10 * MINUTE, HOUR):
        flip("rollupblock", "max", rolled, width=width)
    found = gathered(rolled, 0, 14_000 * SECOND)
    assert (len(found), found.count.sum()) == (8_000, 8_000)


def test_where_block_and_rungs_are_damaged_the_rest_is_answered(rolled: int) -> None:
    for width in (MINUTE, 10 * MINUTE, HOUR):
        flip("rollupblock", "max", rolled, width=width)
    flip("block", "times", rolled, start=0)
    damaged: list[Extent] = []
    found = gathered(rolled, 0, 14_000 * SECOND, damaged)
    assert [one.start for one in damaged] == [0]
    assert found.count.sum() == 4_000


def test_where_retention_has_left_only_a_damaged_rung_that_is_an_error(rolled: int) -> None:
    state = state_of(rolled)
    state.raw_from = 28 * DAY
    state.rung_from = {MINUTE: 28 * DAY, 10 * MINUTE: 28 * DAY}
    flip("rollupblock", "max", rolled, width=HOUR)
    with pytest.raises(DamagedRollup):
        gather(get_store(), state, 0, 3 * HOUR, DAY, WRITING, damaged=[])


@pytest.mark.parametrize("agg", ["delta", "rate"])
def test_the_step_into_a_range_comes_from_before_a_damaged_block(rolled: int, agg: str) -> None:
    write({rolled: {n * SECOND: 1.0 for n in range(20_000, 20_020)}})
    flip("block", "values", rolled, start=10_000 * SECOND)
    timerange = TimeRange(20_000 * SECOND, 20_020 * SECOND)
    [found] = asyncio.run(ask([Query(str(rolled), agg)], timerange, step=20 * SECOND)).columns
    assert found.values.tolist() == [(1.0 - 3_999.0) / (20 if agg == "rate" else 1)]
    assert [one.start for one in found.damaged] == [10_000 * SECOND]
