"""M4, the aggregates, gaps: each against plain Python or numpy on the raw readings."""

from collections.abc import Callable
from itertools import pairwise
from math import isfinite, nan
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.columns import columns
from timeseries.downsample import (
    AGGREGATES,
    Times,
    Values,
    aggregate,
    counter_steps,
    gap_positions,
    m4,
    median_step,
    sums,
)
from timeseries.timerange import DAY, HOUR, LATEST, SECOND

from .curves import bits, cut, doubles, readings

BERLIN = ZoneInfo("Europe/Berlin")
Readings = tuple[Times, Values]

# A step in µs and the zone of its calendar.
grids = st.one_of(
    st.tuples(st.sampled_from([1, 7, 1_000, SECOND, HOUR, 28 * DAY, LATEST]), st.none()),
    st.tuples(st.sampled_from([DAY, 7 * DAY, 30 * DAY]), st.just(BERLIN)),
)
semantics = st.sampled_from(["gauge", "counter", "step", "total"])


def added(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


def gained(values: list[float], before: float) -> float:
    return added([new - old if new >= old else new for old, new in pairwise([before, *values])])


PLAIN: dict[str, Callable[[list[float]], float]] = {
    "mean": lambda values: added(values) / len(values),
    "min": min,
    "max": max,
    "sum": added,
    "count": len,
    "first": lambda values: values[0],
    "last": lambda values: values[-1],
}


def or_nan(values: list[float]) -> Values:
    return np.array([value if isfinite(value) else nan for value in values], np.float64)


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


@pytest.mark.parametrize("name", PLAIN)
@settings(deadline=None)
@given(curve=readings(), grid=grids)
def test_an_aggregate_equals_plain_python(
    name: str, curve: Readings, grid: tuple[int, ZoneInfo | None]
) -> None:
    times, values = curve
    held = columns(times, *grid)
    expected = or_nan([PLAIN[name](column) for column in cut(values, held.starts)])
    assert bits(aggregate(name, values, held.starts, held.lengths)) == bits(expected)


@settings(deadline=None)
@given(readings(), grids, st.none() | doubles, semantics)
def test_delta_and_rate_equal_plain_python(
    curve: Readings, grid: tuple[int, ZoneInfo | None], before: float | None, kind: str
) -> None:
    times, values = curve
    held = columns(times, *grid)
    earlier = float(values[0]) if before is None else before
    deltas = []
    for column in cut(values, held.starts):
        deltas.append(gained(column, earlier) if kind == "counter" else column[-1] - earlier)
        earlier = column[-1]
    seconds = (held.lengths / SECOND).tolist()
    rates = [delta / second for delta, second in zip(deltas, seconds, strict=True)]
    found = {
        name: aggregate(name, values, held.starts, held.lengths, before=before, semantics=kind)
        for name in ("delta", "rate")
    }
    assert bits(found["delta"]) == bits(or_nan(deltas))
    assert bits(found["rate"]) == bits(or_nan(rates))


def test_every_aggregate_of_the_contract_is_there() -> None:
    assert set(AGGREGATES) == {*PLAIN, "delta", "rate"}


@pytest.mark.parametrize("name", AGGREGATES)
def test_no_readings_have_no_columns(name: str) -> None:
    times, values = np.empty(0, np.int64), np.empty(0)
    held = columns(times, SECOND)
    assert len(m4(times, values, held.starts)[0]) == 0
    assert aggregate(name, values, held.starts, held.lengths, before=1.0).tolist() == []


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


def test_a_sum_beyond_a_double_is_no_value_and_spares_its_neighbours() -> None:
    values, starts = np.array([1.7e308, 1.7e308, -1.7e308, 3.0]), np.array([0, 3])
    lengths = np.array([SECOND, SECOND])
    assert np.isnan(aggregate("sum", values, starts, lengths)).tolist() == [True, False]
    assert aggregate("mean", values, starts, lengths)[1] == 3.0


def test_a_counter_that_falls_started_again_from_zero() -> None:
    values = np.array([10.0, 15.0, 4.0, 4.0, 6.0])
    assert counter_steps(values, before=7.0).tolist() == [3.0, 5.0, 4.0, 0.0, 2.0]


def test_a_counters_first_reading_has_gained_nothing() -> None:
    assert counter_steps(np.array([10.0, 15.0])).tolist() == [0.0, 5.0]


def test_a_gauge_may_fall() -> None:
    values, starts = np.array([10.0, 15.0, 4.0]), np.array([0, 2])
    lengths = np.array([2 * SECOND, 2 * SECOND])
    assert aggregate("delta", values, starts, lengths).tolist() == [5.0, -11.0]
    assert aggregate("rate", values, starts, lengths, before=20.0).tolist() == [-2.5, -5.5]


def test_a_rate_is_for_each_second_of_the_real_day() -> None:
    days = [np.datetime64(f"2024-03-{day}T12:00", "us").astype(np.int64) for day in (30, 31)]
    held = columns(np.array(days), DAY, BERLIN)
    rates = aggregate("rate", np.array([0.0, 82_800.0]), held.starts, held.lengths)
    assert rates.tolist() == [0.0, 1.0]


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
