"""M4, sums, gaps: each against plain Python or numpy on the raw readings."""

from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.columns import columns
from timeseries.downsample import (
    Times,
    Values,
    extremes,
    gap_positions,
    m4,
    median_step,
    sums,
)
from timeseries.timerange import DAY, HOUR, LATEST, SECOND

from .curves import bits, cut, readings

BERLIN = ZoneInfo("Europe/Berlin")
Readings = tuple[Times, Values]

# A step in µs and the zone of its calendar.
grids = st.one_of(
    st.tuples(st.sampled_from([1, 7, 1_000, SECOND, HOUR, 28 * DAY, LATEST]), st.none()),
    st.tuples(st.sampled_from([DAY, 7 * DAY, 30 * DAY]), st.just(BERLIN)),
)


def added(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


@settings(deadline=None)
@given(
    st.integers(-3, 300),
    st.lists(st.sampled_from([-1.5, -0.0, 0.0, 2.0]), min_size=1, max_size=400),
    st.integers(1, 90),
)
def test_extremes_of_steady_readings_are_the_earliest_among_equals(
    first: int, drawn: list[float], length: int
) -> None:
    values = np.array(drawn)
    starts = columns((np.arange(len(values)) + first) * SECOND, length * SECOND).starts
    low, high = extremes(values, starts)
    for column, (start, end) in enumerate(pairwise([*starts.tolist(), len(values)])):
        assert low[column] == min(range(start, end), key=drawn.__getitem__)
        assert high[column] == max(range(start, end), key=drawn.__getitem__)


@settings(deadline=None)
@given(readings(), grids)
def test_m4_keeps_first_lowest_highest_and_last_of_every_column(
    curve: Readings, grid: tuple[int, ZoneInfo | None]
) -> None:
    times, values = curve
    starts = columns(times, *grid).starts
    expected: set[int] = set()
    for start, end in pairwise([*starts.tolist(), len(times)]):
        column = values[start:end]
        lowest, highest = start + int(np.argmin(column)), start + int(np.argmax(column))
        expected |= {start, lowest, highest, end - 1}
    kept = sorted(expected)
    kept_times, kept_values = m4(times, values, starts)
    assert kept_times.tolist() == times[kept].tolist()
    assert bits(kept_values) == bits(values[kept])
    assert len(kept_times) <= 4 * len(starts)


@settings(deadline=None)
@given(readings())
def test_m4_of_narrow_columns_gives_the_same_m4_of_wide_ones(curve: Readings) -> None:
    thinned = m4(*curve, columns(curve[0], 50).starts)
    wide = m4(*curve, columns(curve[0], 1_000).starts)
    again = m4(*thinned, columns(thinned[0], 1_000).starts)
    assert again[0].tolist() == wide[0].tolist()
    assert bits(again[1]) == bits(wide[1])


def test_m4_takes_the_earliest_among_equals() -> None:
    times = np.arange(7, dtype=np.int64)
    values = np.array([2.0, 1.0, 3.0, 1.0, 3.0, 2.0, 2.0])
    kept = m4(times, values, np.array([0]))
    assert (kept[0].tolist(), kept[1].tolist()) == ([0, 1, 2, 6], [2.0, 1.0, 3.0, 2.0])


def test_m4_of_a_flat_column_is_its_first_and_last() -> None:
    kept = m4(np.array([-9, -7, -5]), np.array([4.0, 4.0, 4.0]), np.array([0]))
    assert (kept[0].tolist(), kept[1].tolist()) == ([-9, -5], [4.0, 4.0])


def test_sums_add_from_left_to_right_bit_for_bit() -> None:
    random = np.random.default_rng(7)
    values = random.standard_normal(50_000) * 10.0 ** random.integers(-8, 12, 50_000)
    starts = np.unique(np.append(random.integers(0, 50_000, 20), 0))
    expected = np.array([added(column) for column in cut(values, starts)])
    assert bits(sums(values, starts)) == bits(expected)
    # What numpy adds pairwise has other bits on the same readings.
    assert bits(np.add.reduceat(values, starts)) != bits(expected)


def test_a_sum_starts_at_zero() -> None:
    assert bits(sums(np.array([-0.0, -0.0]), np.array([0]))) == bits(np.array([0.0]))


@settings(deadline=None)
@given(readings(least=0), st.none() | st.integers(1, DAY), st.sampled_from([0, 1, 500, DAY]))
def test_gaps_are_distances_above_the_limit(
    curve: Readings, interval: int | None, resolution: int
) -> None:
    times = curve[0].tolist()
    limits = [4 * interval] if interval else []
    limits += [2 * resolution] if resolution else []
    expected = [
        after
        for after in range(1, len(times))
        if limits and times[after] - times[after - 1] > max(limits)
    ]
    assert gap_positions(curve[0], interval, resolution).tolist() == expected


def test_a_distance_at_the_limit_is_no_gap() -> None:
    times = np.array([0, 40, 81])
    assert gap_positions(times, 10, 0).tolist() == [2]
    assert gap_positions(times, 10, 21).tolist() == []


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], None),
        ([5], None),
        ([5, 9], 4),
        ([0, 1, 10], 1),
        ([0, 9, 10, 30], 9),
        ([0, 3, 4, 6, 9], 2),
    ],
)
def test_the_median_step_is_the_lower_median(times: list[int], expected: int | None) -> None:
    assert median_step(np.array(times, np.int64)) == expected
