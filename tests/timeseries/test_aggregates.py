"""Every aggregate against plain Python on the raw readings."""

from collections.abc import Callable
from itertools import pairwise
from math import isfinite, nan
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.aggregates import AGGREGATES, aggregate
from timeseries.buckets import Before, Buckets
from timeseries.columns import columns
from timeseries.downsample import Positions, Times, Values, m4
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


def gained(values: list[float]) -> float:
    return added([new - old if new >= old else new for old, new in pairwise(values)])


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


def _at_zero(value: float | None) -> Before | None:
    return None if value is None else Before(0, value)


def of_columns(name: str, values: Values, starts: Positions, lengths: Times, **more: Any) -> Values:
    """The aggregate of columns that begin at these positions."""
    points = Buckets.points(np.arange(len(values)), values)
    return aggregate(name, points.fold(starts, starts.astype(np.int64)), lengths, **more)


@pytest.mark.parametrize("name", PLAIN)
@settings(deadline=None)
@given(curve=readings(), grid=grids)
def test_an_aggregate_equals_plain_python(
    name: str, curve: Readings, grid: tuple[int, ZoneInfo | None]
) -> None:
    times, values = curve
    held = columns(times, *grid)
    expected = or_nan([PLAIN[name](column) for column in cut(values, held.starts)])
    assert bits(of_columns(name, values, held.starts, held.lengths)) == bits(expected)


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
        step = column[0] - earlier if column[0] >= earlier else column[0]
        deltas.append(step + gained(column) if kind == "counter" else column[-1] - earlier)
        earlier = column[-1]
    seconds = (held.lengths / SECOND).tolist()
    rates = [delta / second for delta, second in zip(deltas, seconds, strict=True)]
    found = {
        name: of_columns(
            name, values, held.starts, held.lengths, before=_at_zero(before), semantics=kind
        )
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
    assert of_columns(name, values, held.starts, held.lengths, before=Before(0, 1.0)).tolist() == []


def test_a_sum_beyond_a_double_is_no_value_and_spares_its_neighbours() -> None:
    values, starts = np.array([1.7e308, 1.7e308, -1.7e308, 3.0]), np.array([0, 3])
    lengths = np.array([SECOND, SECOND])
    assert np.isnan(of_columns("sum", values, starts, lengths)).tolist() == [True, False]
    assert of_columns("mean", values, starts, lengths)[1] == 3.0


def test_a_gauge_may_fall() -> None:
    values, starts = np.array([10.0, 15.0, 4.0]), np.array([0, 2])
    lengths = np.array([2 * SECOND, 2 * SECOND])
    assert of_columns("delta", values, starts, lengths).tolist() == [5.0, -11.0]
    assert of_columns("rate", values, starts, lengths, before=Before(0, 20.0)).tolist() == [
        -2.5,
        -5.5,
    ]


def test_a_rate_is_for_each_second_of_the_real_day() -> None:
    days = [np.datetime64(f"2024-03-{day}T12:00", "us").astype(np.int64) for day in (30, 31)]
    held = columns(np.array(days), DAY, BERLIN)
    rates = of_columns("rate", np.array([0.0, 82_800.0]), held.starts, held.lengths)
    assert rates.tolist() == [0.0, 1.0]
