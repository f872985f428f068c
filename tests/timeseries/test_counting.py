import pytest

from tests.timeseries.contents import make_series, write
from tests.timeseries.damage import flip, roll
from tests.timeseries.databases import on_both_databases
from timeseries.counting import counts
from timeseries.store import WRITING, get_store
from timeseries.timerange import MINUTE, SECOND

pytestmark = on_both_databases


@pytest.fixture
def pk() -> int:
    return make_series("a")


def steady(start: int, count: int) -> dict[int, float]:
    return {(start + n) * SECOND: n * 1.7 for n in range(count)}


def count(series: int) -> int:
    return counts(get_store(), [series], WRITING).get(series, 0)


def test_a_reading_that_is_in_a_row_and_in_a_block_counts_once(pk: int) -> None:
    write({pk: steady(0, 300)})
    write({pk: {5 * SECOND: 1.0, 9 * SECOND: 1.0, 9 * SECOND + 1: 1.0, 900 * SECOND: 1.0}})
    assert count(pk) == 302


def test_what_is_rolled_and_what_is_not_is_counted_together(pk: int) -> None:
    write({pk: steady(0, 1_000)})
    roll(pk)
    write({pk: steady(1_000, 33)})
    write({pk: steady(2_000, 3)})
    write({pk: {5 * SECOND: 1.0, 5 * SECOND + 1: 1.0}})
    assert count(pk) == 1_037


def test_series_are_counted_together_and_those_without_readings_left_out(pk: int) -> None:
    others = [make_series(name) for name in "bcd"]
    write({pk: steady(0, 1_000), others[0]: steady(0, 20), others[1]: steady(0, 5)})
    roll(pk)
    assert counts(get_store(), [pk, *others], WRITING) == {pk: 1_000, others[0]: 20, others[1]: 5}
    assert counts(get_store(), [], WRITING) == {}


def test_a_damaged_block_counts_by_what_its_row_says(pk: int) -> None:
    write({pk: steady(0, 300)})
    flip("block", "values", pk)
    assert count(pk) == 300


def test_of_a_damaged_block_behind_rollups_their_counts_stand(pk: int) -> None:
    write({pk: steady(0, 300)})
    roll(pk)
    flip("block", "values", pk)
    assert count(pk) == 300


def test_a_damaged_rollup_is_counted_by_finer_ones_or_readings(pk: int) -> None:
    write({pk: steady(0, 4_000)})
    roll(pk)
    for width in (10 * MINUTE, MINUTE):
        flip("rollupblock", "count", pk, width=width)
        assert count(pk) == 4_000
