import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from tests.timeseries.contents import Content, content_of, make_series, run, write
from tests.timeseries.damage import pack
from tests.timeseries.databases import on_both_databases
from timeseries import blocks, exact, packer, spans
from timeseries.exact import locked_states
from timeseries.models import FULL_BLOCK, Reading
from timeseries.packer import Joining, rows_are_due
from timeseries.store import WRITING
from timeseries.timerange import EARLIEST, LATEST, MINUTE, SECOND, now

pytestmark = on_both_databases

FULL = os.environ.get("SOAK") == "full"
# Written one by one: on PostgreSQL each takes ten times as long.
FEW = (10_000 if FULL else 2_000) if connection.vendor == "sqlite" else 1_000 if FULL else 600


@pytest.fixture
def pk() -> int:
    return make_series("a")


def steady(start: int, count: int, value: float = 1.0) -> Content:
    return {(start + n) * SECOND: value + n % 7 for n in range(count)}


def sizes(series: int) -> list[int]:
    return [one.count for one in blocks.extents(series, EARLIEST, LATEST + 1, WRITING)]


def join(series: int, settled: bool = False) -> int:
    with transaction.atomic():
        locked_states([series])
        return join_in_transaction(series, settled)


def join_in_transaction(series: int, settled: bool = False) -> int:
    small = spans.small([series], WRITING).get(series, [])
    return packer.join([Joining(series, small, settled)])[series]


class Packed:
    """How many readings have gone into blocks, each time that they did."""

    readings = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if sql.startswith("INSERT INTO timeseries_block"):
            self.readings += sum(row[3] for row in params)
        return execute(sql, params, many, context)


@contextmanager
def counted() -> Iterator[Packed]:
    packed = Packed()
    with connection.execute_wrapper(packed):
        yield packed


@pytest.mark.parametrize(
    ("count", "age", "due"),
    [(256, 0, True), (255, 0, False), (16, 11 * MINUTE, True), (15, 11 * MINUTE, False)],
)
def test_256_rows_are_packed_or_16_that_are_older_than_ten_minutes(
    count: int, age: int, due: bool
) -> None:
    assert rows_are_due(count, now() - age) is due


def test_rows_go_into_one_block_and_stay_the_same_readings(pk: int) -> None:
    for start in range(0, 300, 10):
        write({pk: steady(start, 10, value=start)})
    before = content_of(pk)
    assert pack(pk) == 300
    assert (sizes(pk), Reading.objects.count()) == ([300], 0)
    assert content_of(pk) == before


def test_rows_among_blocks_go_into_those_and_into_the_gaps_between(pk: int) -> None:
    for start in (0, 100, 200):
        write({pk: steady(start, 50)})
    rows = {(t * SECOND) + 1: -1.0 for t in (10, 20, 70, 110, 170, 230)}
    late = rows | {25 * SECOND: 99.0, 300 * SECOND: 5.0}
    for time, value in late.items():
        write({pk: {time: value}})
    before = content_of(pk)
    pack(pk)
    assert (sizes(pk), Reading.objects.count()) == ([52, 1, 51, 1, 51, 1], 0)
    assert content_of(pk) == before


def test_small_neighbours_are_joined_when_they_reach_the_next_tier(pk: int) -> None:
    for start in range(0, 240, 20):
        write({pk: steady(start, 20)})
    assert join(pk) == 0
    write({pk: steady(240, 20)})
    assert join(pk) == 260
    assert sizes(pk) == [260]
    assert content_of(pk) == {t: 1.0 + t // SECOND % 20 % 7 for t in content_of(pk)}


def test_blocks_of_the_middle_tier_wait_until_they_make_a_full_one(pk: int) -> None:
    for start in range(0, 3_900, 300):
        write({pk: steady(start, 300)})
    assert (join(pk), len(sizes(pk))) == (0, 13)
    write({pk: steady(3_900, 300)})
    before = content_of(pk)
    join(pk)
    assert sizes(pk) == [4_200]
    assert content_of(pk) == before


def test_the_blocks_of_a_settled_series_are_joined_however_few_they_are(pk: int) -> None:
    for start in (0, 20, 40):
        write({pk: steady(start, 20)})
    assert (join(pk), join(pk, settled=True)) == (0, 60)
    assert sizes(pk) == [60]
    assert join(pk, settled=True) == 0


def test_full_blocks_are_joined_no_further(pk: int) -> None:
    write({pk: steady(0, FULL_BLOCK)})
    write({pk: steady(FULL_BLOCK, 100)})
    assert (join(pk), join(pk, settled=True)) == (0, 0)
    assert sizes(pk) == [FULL_BLOCK, 100]


def test_one_step_takes_a_bounded_number_of_readings(pk: int) -> None:
    with transaction.atomic():
        for start in range(0, 80_000, 1_000):
            exact.write([run(pk, steady(start, 1_000))])
    taken = join(pk)
    assert packer.STEP_READINGS <= taken < packer.STEP_READINGS + 2 * FULL_BLOCK
    assert join(pk) > 0


@pytest.mark.parametrize(("count", "at_once"), [(FEW, 1), (20 * FEW, 50), (100_000, 500)])
def test_each_reading_is_written_into_a_block_at_most_three_times(
    pk: int, count: int, at_once: int
) -> None:
    with counted() as packed, transaction.atomic():
        for start in range(0, count, at_once):
            exact.write([run(pk, steady(start, at_once))])
            if start % 250 == 0:
                if rows_are_due(Reading.objects.filter(series=pk).count(), now()):
                    packer.fold_rows(pk)
                join_in_transaction(pk)
    assert count - 512 <= packed.readings <= 3 * count
    assert sum(sizes(pk)) + Reading.objects.count() == count
    assert len(sizes(pk)) < count / FULL_BLOCK + 40
