from itertools import count, pairwise

import numpy as np
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeseries.contents import Content, content_of, make_series, run, write
from tests.timeseries.damage import execute, flip
from tests.timeseries.databases import on_both_databases
from timeseries import block_edits, blocks
from timeseries.blocks import DamagedBlock, Extent
from timeseries.downsample import Times, Values
from timeseries.models import FULL_BLOCK
from timeseries.store import WRITING
from timeseries.timerange import EARLIEST, LATEST

from .curves import bits, readings

pytestmark = on_both_databases

numbered = count()
times = st.integers(-50, 400)
contents = st.dictionaries(times, st.floats(-9, 9), max_size=60)
whole = st.builds(
    lambda start, count: dict.fromkeys(range(start, start + count), 1.0), times, st.integers(1, 80)
)


@pytest.fixture
def pk() -> int:
    return make_series("a")


def insert(series: int, content: Content) -> None:
    one = run(series, content)
    with transaction.atomic():
        blocks.insert(series, one.times, one.values, WRITING)


def all_of(series: int) -> Content:
    found = blocks.read(series, EARLIEST, LATEST + 1, WRITING)
    return dict(zip(*(column.tolist() for column in found), strict=True))


def sizes(series: int) -> list[int]:
    return [one.count for one in blocks.extents(series, EARLIEST, LATEST + 1, WRITING)]


@given(readings())
@settings(max_examples=30)
def test_every_bit_of_a_run_comes_back_from_its_block(
    curve: tuple[Times, Values],
) -> None:
    series = make_series(f"bits {next(numbered)}")
    blocks.insert(series, *curve, WRITING)
    times, values = blocks.read(series, EARLIEST, LATEST + 1, WRITING)
    assert times.tolist() == curve[0].tolist()
    assert bits(values) == bits(curve[1])


def test_the_smallest_and_the_largest_doubles_come_back_at_the_ends_of_time(pk: int) -> None:
    edges = [-0.0, 0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308]
    where = [EARLIEST, -1, 0, 1, LATEST - 1, LATEST]
    blocks.insert(pk, np.array(where), np.array(edges), WRITING)
    times, values = blocks.read(pk, EARLIEST, LATEST + 1, WRITING)
    assert times.tolist() == where
    assert [value.hex() for value in values.tolist()] == [edge.hex() for edge in edges]


@pytest.mark.parametrize(
    ("readings_of", "pieces"),
    [
        (1, [1]),
        (FULL_BLOCK, [FULL_BLOCK]),
        (FULL_BLOCK + FULL_BLOCK // 2 - 1, [FULL_BLOCK + FULL_BLOCK // 2 - 1]),
        (FULL_BLOCK + FULL_BLOCK // 2, [FULL_BLOCK, FULL_BLOCK // 2]),
        (3 * FULL_BLOCK + 7, [FULL_BLOCK, FULL_BLOCK, FULL_BLOCK + 7]),
    ],
)
def test_a_long_run_is_cut_into_full_blocks_and_the_last_takes_a_small_rest(
    pk: int, readings_of: int, pieces: list[int]
) -> None:
    insert(pk, dict.fromkeys(range(readings_of), 1.0))
    assert sizes(pk) == pieces


@given(contents, st.lists(st.tuples(times, st.integers(0, 200)), max_size=3))
@settings(max_examples=30)
def test_of_a_removed_range_nothing_is_left_and_beside_it_all(
    content: Content, ranges: list[tuple[int, int]]
) -> None:
    series = make_series(f"removed {next(numbered)}")
    for low in range(-50, 410, 30):
        part = {time: value for time, value in content.items() if low <= time < low + 30}
        if part:
            insert(series, part)
    for start, span in ranges:
        with transaction.atomic():
            block_edits.remove_within(series, start, start + span, WRITING)
        content = {t: v for t, v in content.items() if not start <= t < start + span}
        assert all_of(series) == content


def test_single_times_are_taken_out_of_their_blocks_alone(pk: int) -> None:
    insert(pk, dict.fromkeys(range(0, 100, 2), 1.0))
    insert(pk, dict.fromkeys(range(200, 300, 2), 2.0))
    block_edits.remove_times(pk, np.array([3, 40, 98, 150, 298]), WRITING)
    assert sizes(pk) == [48, 49]
    assert set(all_of(pk)) == {*range(0, 100, 2), *range(200, 300, 2)} - {40, 98, 298}
    assert [one.end for one in blocks.extents(pk, 0, 999, WRITING)] == [96, 296]


def test_a_block_without_a_reading_left_is_gone(pk: int) -> None:
    insert(pk, {5: 1.0, 6: 2.0})
    block_edits.remove_times(pk, np.array([5, 6]), WRITING)
    assert sizes(pk) == []


@given(contents, contents)
def test_of_two_runs_the_upper_one_stands(below: Content, above: Content) -> None:
    lower, upper = run(0, below), run(0, above)
    found = blocks.overlay((lower.times, lower.values), (upper.times, upper.values))
    merged = below | above
    assert found[0].tolist() == sorted(merged)
    assert found[1].tolist() == [merged[time] for time in sorted(merged)]


@pytest.mark.parametrize("most", [1, 7, 50, 51, 1_000])
def test_the_first_and_the_last_packed_readings_are_found_across_blocks(pk: int, most: int) -> None:
    held = [time for low in range(0, 600, 60) for time in range(low, low + 50)]
    for low in range(0, 600, 60):
        insert(pk, {time: float(time) for time in range(low, low + 50)})
    assert (
        blocks.read_first(pk, 55, 590, most, WRITING)[0].tolist()
        == [time for time in held if 55 <= time < 590][:most]
    )
    assert (
        blocks.read_last(pk, 555, most, WRITING)[0].tolist()
        == [time for time in held if time < 555][-most:]
    )


@given(st.lists(whole, min_size=1, max_size=8))
@settings(max_examples=25)
def test_blocks_never_overlap_whatever_is_written(runs: list[Content]) -> None:
    series = make_series(f"apart {next(numbered)}")
    content: Content = {}
    for number, of in enumerate(runs):
        of = dict.fromkeys(of, float(number))
        write({series: of})
        content |= of
        found = blocks.extents(series, EARLIEST, LATEST + 1, WRITING)
        assert all(a.end < b.start for a, b in pairwise(found))
        assert content_of(series) == content


# Damage


@pytest.mark.parametrize("column", ["times", "values"])
@pytest.mark.parametrize("place", [0, 3, -1])
def test_one_changed_bit_is_named_with_the_blocks_range(pk: int, column: str, place: int) -> None:
    insert(pk, {time: time * 1.7 for time in range(100)})
    flip("block", column, pk, place)
    with pytest.raises(DamagedBlock, match=rf"block of series {pk} from 0 to 99 µs is damaged"):
        blocks.read(pk, 0, 10, WRITING)


def test_a_block_of_another_number_of_readings_is_damaged(pk: int) -> None:
    insert(pk, {time: time * 1.7 for time in range(100)})
    execute("UPDATE timeseries_block SET count = 99")
    with pytest.raises(DamagedBlock):
        blocks.verify(pk, WRITING)


def test_what_is_damaged_is_left_out_and_noted_for_those_who_ask(pk: int) -> None:
    for low in (0, 100, 200):
        insert(pk, {low + n: n * 1.7 for n in range(50)})
    flip("block", "values", pk, start=100)
    noted: list[Extent] = []
    times, _ = blocks.read(pk, 0, 999, WRITING, noted)
    assert times.tolist() == [*range(50), *range(200, 250)]
    assert noted == [Extent(100, 149, 50)]
    noted = []
    assert blocks.read_first(pk, 40, 999, 12, WRITING, noted)[0].tolist() == [
        *range(40, 50),
        200,
        201,
    ]
    assert noted == [Extent(100, 149, 50)]
    noted = []
    assert blocks.read_last(pk, 200, 2, WRITING, noted)[0].tolist() == [48, 49]
    assert noted == [Extent(100, 149, 50)]


def test_a_damaged_block_can_be_deleted_whole_and_not_in_part(pk: int) -> None:
    insert(pk, {time: time * 1.7 for time in range(100)})
    flip("block", "values", pk)
    with pytest.raises(DamagedBlock), transaction.atomic():
        block_edits.remove_within(pk, 50, 200, WRITING)
    block_edits.remove_within(pk, 0, 100, WRITING)
    assert sizes(pk) == []
