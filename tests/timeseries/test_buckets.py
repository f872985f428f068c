from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from timeseries.buckets import COLUMNS, Buckets
from timeseries.downsample import Times, Values
from timeseries.resolutions import LADDER
from timeseries.timerange import DAY, HOUR, MINUTE, SECOND

from .curves import bits, readings

Readings = tuple[Times, Values]
# What does not depend on the order of additions.
UNSUMMED = [name for name in COLUMNS if name not in ("sum", "increase")]


def columns_of(buckets: Buckets, names: list[str]) -> dict[str, list[int]]:
    return {name: bits(getattr(buckets, name)) for name in names}


def buckets_of(width: int, *pairs: tuple[int, float]) -> Buckets:
    times, values = zip(*pairs, strict=True)
    return Buckets.of_readings(np.array(times, np.int64), np.array(values, float), width)


@given(readings(), st.sets(st.sampled_from(LADDER)), st.sampled_from(LADDER))
def test_a_bucket_is_the_same_by_any_chain_of_rungs_but_for_its_sums(
    curve: Readings, chain: set[int], width: int
) -> None:
    folded = Buckets.points(*curve)
    for rung in sorted(rung for rung in chain | {width} if rung <= width):
        folded = folded.fold_to(rung)
    assert columns_of(folded, UNSUMMED) == columns_of(Buckets.of_readings(*curve, width), UNSUMMED)


@given(readings(), st.sampled_from(LADDER))
def test_a_bucket_has_the_same_bits_from_whichever_rung_it_is_folded_on(
    curve: Readings, base: int
) -> None:
    folded = Buckets.of_readings(*curve, base)
    for width in [rung for rung in LADDER if rung > base]:
        folded = folded.fold_to(width)
        straight = Buckets.of_readings(*curve, width)
        assert columns_of(folded, [*COLUMNS]) == columns_of(straight, [*COLUMNS])


@given(readings(), st.sampled_from(LADDER))
def test_a_bucket_is_what_plain_python_says_of_its_readings(curve: Readings, width: int) -> None:
    inside: dict[int, list[tuple[int, float]]] = {}
    for time, value in zip(*(column.tolist() for column in curve), strict=True):
        inside.setdefault(time // width * width, []).append((time, value))
    buckets = Buckets.of_readings(*curve, width)
    assert buckets.times.tolist() == list(inside)
    for place, held in enumerate(inside.values()):
        values = [value for _, value in held]
        low, high = values.index(min(values)), values.index(max(values))
        found = [column[place].item() for column in buckets.arrays()]
        assert found[1:4] == [len(held), values[low], values[high]]
        assert found[5:7] == [values[0], values[-1]]
        assert found[8:] == [held[at][0] for at in (0, -1, low, high)]


def test_the_earliest_of_equals_is_the_lowest_also_where_only_the_sign_of_zero_differs() -> None:
    buckets = buckets_of(MINUTE, (0, 0.0), (30 * SECOND, -0.0), (50 * SECOND, 0.0))
    assert (buckets.min_at.tolist(), bits(buckets.min)) == ([0], [0])
    buckets = buckets_of(MINUTE, (0, -0.0), (30 * SECOND, 0.0))
    assert (buckets.max_at.tolist(), buckets.max.tolist()) == ([0], [0.0])
    assert np.signbit(buckets.max).tolist() == [True]


def test_buckets_before_1970_begin_below_their_readings() -> None:
    buckets = buckets_of(HOUR, (-1, 1.0), (-HOUR, 2.0), (-HOUR - 1, 3.0), (0, 4.0))
    assert buckets_of(HOUR, (-HOUR - 1, 3.0)).times.tolist() == [-2 * HOUR]
    assert sorted(buckets.times.tolist())[0] == -2 * HOUR


def test_the_increase_takes_a_fall_as_a_start_at_zero_and_no_step_between_buckets() -> None:
    counter = [(0, 5.0), (SECOND, 7.0), (2 * SECOND, 1.0), (MINUTE, 9.0), (MINUTE + 1, 10.0)]
    assert buckets_of(MINUTE, *counter).increase.tolist() == [3.0, 1.0]
    assert buckets_of(HOUR, *counter).increase.tolist() == [12.0]
    assert buckets_of(HOUR, *counter).steps(before=4.0).tolist() == [1.0]


def test_sums_that_leave_the_doubles_are_infinite_and_spare_their_neighbours() -> None:
    largest = 1.7976931348623157e308
    buckets = buckets_of(SECOND, (0, largest), (1, largest), (SECOND, -largest), (SECOND + 1, 1.0))
    assert buckets.sum.tolist() == [np.inf, -largest]
    assert buckets.max.tolist() == [largest, 1.0]


def test_m4_may_choose_each_buckets_first_lowest_highest_and_last_once() -> None:
    buckets = buckets_of(MINUTE, (0, 2.0), (1, 9.0), (2, 1.0), (3, 2.0), (MINUTE, 4.0))
    times, values = buckets.candidates()
    assert times.tolist() == [0, 1, 2, 3, MINUTE]
    assert values.tolist() == [2.0, 9.0, 1.0, 2.0, 4.0]


def test_buckets_between_two_times_are_those_that_start_there() -> None:
    buckets = buckets_of(HOUR, *((hour * HOUR + 5, float(hour)) for hour in range(10)))
    assert buckets.between(2 * HOUR, 4 * HOUR).first.tolist() == [2.0, 3.0]
    assert len(buckets.between(4 * HOUR + 1, 5 * HOUR)) == 0


def test_parts_put_together_are_the_whole() -> None:
    whole = buckets_of(DAY, *((day * DAY, float(day)) for day in range(7)))
    edges = [0, 0, 3, 4, 7]
    parts = [whole.between(low * DAY, high * DAY) for low, high in pairwise(edges)]
    joined = Buckets.concatenate([Buckets.empty(), *parts])
    assert columns_of(joined, [*COLUMNS]) == columns_of(whole, [*COLUMNS])
    assert len(Buckets.concatenate([])) == 0


@given(st.lists(readings(), min_size=1, max_size=4), st.sampled_from(LADDER))
def test_several_series_are_folded_at_once_as_each_by_itself(
    curves: list[Readings], base: int
) -> None:
    each = Buckets.of_each(curves, base)
    alone = [Buckets.of_readings(*curve, base) for curve in curves]
    for width in [rung for rung in LADDER if rung > base]:
        assert [columns_of(one, [*COLUMNS]) for one in each] == [
            columns_of(one, [*COLUMNS]) for one in alone
        ]
        each = Buckets.fold_each(each, width)
        alone = [one.fold_to(width) for one in alone]
