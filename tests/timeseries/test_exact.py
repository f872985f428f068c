import numpy as np
import pytest
from django.db import transaction

from tests.timeseries.contents import Content, content_of, extent_of, log_after, make_series, write
from tests.timeseries.damage import flip, roll
from tests.timeseries.databases import on_both_databases
from timeseries import blocks, exact, rungs
from timeseries.blocks import DamagedBlock
from timeseries.buckets import Buckets
from timeseries.check import check
from timeseries.models import Reading
from timeseries.runs import Run
from timeseries.store import WRITING
from timeseries.timerange import EARLIEST, LATEST, SECOND

pytestmark = on_both_databases


@pytest.fixture
def pk() -> int:
    return make_series("a")


def steady(start: int, count: int, value: float = 1.0) -> Content:
    """A reading a second from a second on."""
    return {(start + n) * SECOND: value + n / 8 for n in range(count)}


def stored(series: int) -> tuple[list[int], int]:
    """How many readings each block has, and how many rows there are."""
    held = blocks.extents(series, EARLIEST, LATEST + 1, WRITING)
    return [one.count for one in held], Reading.objects.filter(series=series).count()


def sums(series: int, width: int) -> dict[int, tuple[float, int]]:
    """Sum and count by the second at which a bucket starts."""
    held = rungs.read(series, width, -(2**62), 2**62, WRITING)
    columns = (held.times // SECOND, held.sum, held.count)
    return {t: (s, c) for t, s, c in zip(*(c.tolist() for c in columns), strict=True)}


# Where a run goes


def test_a_run_of_sixteen_goes_into_a_block_and_one_of_fifteen_into_rows(pk: int) -> None:
    write({pk: steady(0, 16)})
    assert stored(pk) == ([16], 0)
    write({pk: steady(100, 15)})
    assert stored(pk) == ([16], 15)


def test_a_late_run_where_nothing_is_goes_into_a_block_of_its_own(pk: int) -> None:
    write({pk: steady(1_000, 20)})
    write({pk: steady(0, 20)})
    assert stored(pk) == ([20, 20], 0)


def test_a_run_over_blocks_is_merged_with_them_and_with_the_rows_between(pk: int) -> None:
    write({pk: steady(0, 40)})
    write({pk: steady(100, 40)})
    write({pk: {50 * SECOND: 5.0, 39 * SECOND: 6.0}})
    write({pk: steady(30, 80, value=9.0)})
    assert stored(pk) == ([140], 0)
    assert content_of(pk) == steady(0, 40) | steady(100, 40) | steady(30, 80, value=9.0)


def test_a_run_over_much_larger_blocks_goes_into_rows(pk: int) -> None:
    write({pk: steady(0, 16 * 16 + 1)})
    write({pk: steady(100, 16, value=9.0)})
    assert stored(pk) == ([257], 16)
    assert content_of(pk) == steady(0, 257) | steady(100, 16, value=9.0)


def test_a_run_across_the_newest_reading_is_told_and_stored_in_two_parts(pk: int) -> None:
    before = write({pk: steady(0, 20)})
    write({pk: steady(10, 40, value=9.0)})
    assert stored(pk) == ([20, 30], 10)
    assert log_after(before) == [
        (pk, 10 * SECOND, 19 * SECOND, 1),
        (pk, 20 * SECOND, 49 * SECOND, 0),
    ]


def test_rows_override_what_a_block_has_at_their_times(pk: int) -> None:
    write({pk: steady(0, 300)})
    write({pk: {7 * SECOND: -1.0}})
    assert stored(pk) == ([300], 1)
    assert content_of(pk) == steady(0, 300) | {7 * SECOND: -1.0}


# Deletes


def test_a_delete_across_the_edges_of_blocks_leaves_just_what_is_beside_it(pk: int) -> None:
    for start in (0, 100, 200):
        write({pk: steady(start, 50)})
    write({pk: {75 * SECOND: 1.0, 130 * SECOND: 2.0}})
    with transaction.atomic():
        assert exact.delete(pk, 40 * SECOND, 210 * SECOND) == 10 + 1 + 50 + 10
    assert stored(pk) == ([40, 40], 0)
    assert content_of(pk) == steady(0, 40) | {
        time: value for time, value in steady(200, 50).items() if time >= 210 * SECOND
    }


def test_a_delete_moves_the_first_and_the_last_time(pk: int) -> None:
    write({pk: steady(0, 50)})
    with transaction.atomic():
        exact.delete(pk, 0, 5 * SECOND)
        exact.delete(pk, 45 * SECOND, LATEST)
    assert extent_of(pk) == (5 * SECOND, 44 * SECOND)
    with transaction.atomic():
        exact.delete(pk, EARLIEST, LATEST)
    assert extent_of(pk) == (None, None)


def test_a_row_deleted_by_the_orm_takes_the_packed_reading_with_it(pk: int) -> None:
    write({pk: steady(0, 300)})
    write({pk: {7 * SECOND: -1.0, 9 * SECOND: -2.0}})
    Reading.objects.get(series=pk, time=7 * SECOND).delete()
    Reading.objects.filter(series=pk).delete()
    gone = {7 * SECOND, 9 * SECOND}
    assert content_of(pk) == {t: v for t, v in steady(0, 300).items() if t not in gone}


def test_a_damaged_block_can_be_deleted_and_counts_what_it_held(pk: int) -> None:
    for start in (0, 100, 200):
        write({pk: steady(start, 50)})
    before = write({pk: {500 * SECOND: 1.0}})
    flip("block", "values", pk, start=100 * SECOND)
    with transaction.atomic():
        assert exact.delete(pk, 100 * SECOND, 150 * SECOND) == 50
    assert log_after(before) == [(pk, 100 * SECOND, 150 * SECOND - 1, 1)]
    assert len(content_of(pk)) == 101


# Rollups follow


@pytest.fixture
def rolled(pk: int) -> int:
    """1,600 readings a second apart from 0 on, rolled to the end."""
    write({pk: steady(0, 1_600)})
    assert roll(pk).rungs[:2] == [60 * SECOND, 600 * SECOND]
    return pk


def is_exact(series: int) -> bool:
    return list(check(series, WRITING)) == []


def test_a_late_reading_repairs_every_rung(rolled: int) -> None:
    before = sums(rolled, 60 * SECOND)[60], sums(rolled, 600 * SECOND)[0]
    write({rolled: {60 * SECOND + 1: 1_000.0}})
    after = sums(rolled, 60 * SECOND)[60], sums(rolled, 600 * SECOND)[0]
    for (sum_before, count_before), (sum_after, count_after) in zip(before, after, strict=True):
        assert (sum_after - sum_before, count_after - count_before) == (1_000.0, 1)
    assert is_exact(rolled)


def test_a_corrected_reading_repairs_every_rung(rolled: int) -> None:
    write({rolled: {90 * SECOND: -1_000.0}})
    for width in (60, 600):
        held = rungs.read(rolled, width * SECOND, -(2**62), 2**62, WRITING)
        assert held.min.min() == -1_000.0
    assert is_exact(rolled)


def test_deleted_readings_take_their_buckets_with_them(rolled: int) -> None:
    with transaction.atomic():
        exact.delete(rolled, 60 * SECOND, 180 * SECOND)
    assert set(range(0, 300, 60)) - set(sums(rolled, 60 * SECOND)) == {60, 120}
    assert sums(rolled, 600 * SECOND)[0][1] == 480
    assert is_exact(rolled)


def test_what_comes_by_the_orm_repairs_every_rung(rolled: int) -> None:
    Reading.objects.create(series_id=rolled, time=30 * SECOND + 5, value=77.0)
    assert sums(rolled, 60 * SECOND)[0][1] == 61
    Reading.objects.filter(series=rolled).update(value=78.0)
    assert is_exact(rolled)
    Reading.objects.filter(series=rolled).delete()
    assert sums(rolled, 60 * SECOND)[0][1] == 60
    assert is_exact(rolled)


def test_a_repair_is_rolled_back_with_the_write_that_it_belongs_to(rolled: int) -> None:
    before = sums(rolled, 60 * SECOND), content_of(rolled)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        exact.write([Run(rolled, np.array([5]), np.array([9.0]))])
        exact.delete(rolled, 60 * SECOND, 600 * SECOND)
        assert sums(rolled, 60 * SECOND) != before[0]
        raise ZeroDivisionError
    assert (sums(rolled, 60 * SECOND), content_of(rolled)) == before


def test_a_late_reading_that_cannot_be_rolled_up_is_refused_and_not_half_written(
    rolled: int,
) -> None:
    flip("block", "values", rolled, start=0)
    with pytest.raises(DamagedBlock, match=f"block of series {rolled} from 0 "):
        write({rolled: {90 * SECOND: 1.0}})
    assert Reading.objects.count() == 0


def test_appended_readings_touch_no_rollup(rolled: int) -> None:
    before = sums(rolled, 60 * SECOND)
    write({rolled: steady(1_620, 500)})
    assert sums(rolled, 60 * SECOND) == before


@pytest.mark.parametrize("count", [1, 15, 16, 300])
def test_readings_newer_than_all_but_before_the_watermark_repair_every_rung(
    rolled: int, count: int
) -> None:
    assert sums(rolled, 60 * SECOND)[1_560][1] == 40
    write({rolled: steady(1_600, count)})
    assert sums(rolled, 60 * SECOND)[1_560][1] == 40 + min(count, 20)
    assert is_exact(rolled)


def test_a_bucket_that_is_written_late_has_the_bits_of_one_that_came_in_time(pk: int) -> None:
    awkward = [-0.0, 5e-324, 1e308, -1e308, 0.1, 1e-300, 3.3]
    content = {n * SECOND: awkward[n % 7] for n in range(1_000)}
    late = {time: value for time, value in content.items() if time % (13 * SECOND) == 0}
    write({pk: {time: value for time, value in content.items() if time not in late}})
    roll(pk)
    write({pk: late})
    times, values = np.array(sorted(content)), np.array([content[t] for t in sorted(content)])
    right = Buckets.of_readings(times, values, 60 * SECOND).between(0, 960 * SECOND)
    found = rungs.read(pk, 60 * SECOND, 0, 960 * SECOND, WRITING)
    assert found.sum.tobytes() == right.sum.tobytes()
    assert found.min.tobytes() == right.min.tobytes()
