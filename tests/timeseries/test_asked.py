"""What panels ask for beyond the contract of /api/query: by semantics, from before, held."""

import asyncio
from typing import Any

import pytest

from tests.timeseries.contents import make_series, write
from tests.timeseries.databases import on_both_databases
from timeseries import fold
from timeseries.asked import Query
from timeseries.errors import BadParameter
from timeseries.fold import Columns
from timeseries.models import Series
from timeseries.query import ask
from timeseries.timerange import HOUR, MINUTE, SECOND, TimeRange

pytestmark = on_both_databases
SLOPES = {"counter": "slope", "gauge": "slope"}


def asked(query: Query, start: int, end: int, **more: Any) -> list[Columns]:
    return asyncio.run(ask([query], TimeRange(start, end), **more)).columns


def points(columns: Columns) -> list[tuple[int, float]]:
    return list(zip(columns.times.tolist(), columns.values.tolist(), strict=True))


def series(name: str, semantics: str, content: dict[int, float]) -> int:
    pk = make_series(name)
    Series.objects.filter(pk=pk).update(semantics=semantics)
    write({pk: content})
    return pk


def test_each_series_is_folded_by_what_it_measures() -> None:
    series("a", "gauge", {0: 1.0, SECOND: 3.0})
    series("b", "counter", {0: 1.0, SECOND: 3.0})
    series("c", "total", {0: 1.0, SECOND: 3.0})
    query = Query("*", "mean", instead={"counter": None, "total": "sum"})
    found = asked(query, 0, MINUTE, step=MINUTE)
    assert [(one.series.name, one.agg, points(one)) for one in found] == [
        ("a", "mean", [(0, 2.0)]),
        ("c", "sum", [(0, 4.0)]),
    ]


def test_a_slope_goes_by_the_time_between_readings_and_not_by_the_columns() -> None:
    """Readings every 10 s in columns of 4 s: the rate of a column would be two and a half times
    too high, and none in most columns."""
    series("a", "counter", {n * 10 * SECOND: 100.0 * n for n in range(6)})
    [found] = asked(Query("a", "rate", instead=SLOPES), 0, MINUTE, step=4 * SECOND)
    assert found.agg == "rate"
    assert [value for _, value in points(found)] == [10.0] * 5


def test_a_slope_begins_with_the_reading_before_the_range() -> None:
    series("a", "counter", {0: 0.0, 60 * SECOND: 30.0, 70 * SECOND: 40.0})
    [found] = asked(Query("a", "rate", instead=SLOPES), 50 * SECOND, 80 * SECOND, step=10 * SECOND)
    assert points(found) == [(60 * SECOND, 0.5), (70 * SECOND, 1.0)]


def test_a_counter_that_starts_again_has_no_slope_below_zero() -> None:
    series("a", "counter", {0: 100.0, 10 * SECOND: 110.0, 20 * SECOND: 5.0})
    [found] = asked(Query("a", "rate", instead=SLOPES), 0, MINUTE, step=10 * SECOND)
    assert [value for _, value in points(found)] == [1.0, 0.5]


def test_the_slope_of_a_gauge_may_fall() -> None:
    series("a", "gauge", {0: 10.0, 10 * SECOND: 4.0})
    [found] = asked(Query("a", "rate", instead=SLOPES), 0, MINUTE, step=10 * SECOND)
    assert points(found) == [(10 * SECOND, -0.6)]


def test_readings_of_a_day_before_are_answered_at_the_times_of_today() -> None:
    series("a", "gauge", {HOUR: 1.0, 25 * HOUR: 2.0})
    [found] = asked(Query("a", "m4", shift=24 * HOUR), 24 * HOUR, 26 * HOUR)
    assert points(found) == [(25 * HOUR, 1.0)]
    assert found.points.tolist() == [[25 * HOUR / 1000, 1.0]]


def test_what_lies_before_the_range_is_answered_too_when_it_is_asked_for() -> None:
    series("a", "gauge", {n * MINUTE: float(n) for n in range(10)})
    query = Query("a", "mean", lead=2 * MINUTE, lead_columns=1)
    [found] = asked(query, 6 * MINUTE, 8 * MINUTE, step=MINUTE)
    assert [at // MINUTE for at, _ in points(found)] == [3, 4, 5, 6, 7]


def test_a_long_way_before_makes_columns_wider_and_not_too_many() -> None:
    series("a", "gauge", {n * HOUR: float(n) for n in range(48)})
    query = Query("a", "mean", lead=10 * 365 * 24 * HOUR)
    [found] = asked(query, 47 * HOUR, 48 * HOUR, width=3600)
    assert 4 * HOUR < found.resolution <= 5 * HOUR


def test_a_step_holds_its_value_also_from_before_the_range() -> None:
    series("a", "step", {0: 2.0, 15 * SECOND: 4.0})
    query = Query("a", "mean", instead={"step": "held"})
    [found] = asked(query, 10 * SECOND, 40 * SECOND, step=10 * SECOND)
    assert found.agg == "mean"
    assert points(found) == [(10 * SECOND, 3.0), (20 * SECOND, 4.0), (30 * SECOND, 4.0)]


def test_of_too_many_readings_a_step_has_the_plain_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold, "MOST_HELD", 2)
    series("a", "step", {0: 2.0, 9 * SECOND: 4.0, 19 * SECOND: 6.0})
    query = Query("a", "mean", instead={"step": "held"})
    [found] = asked(query, 0, 20 * SECOND, step=10 * SECOND)
    assert [value for _, value in points(found)] == [3.0, 6.0]


@pytest.mark.parametrize("agg", ["slope", "held"])
def test_nobody_asks_for_what_stands_in_by_its_own_name(agg: str) -> None:
    with pytest.raises(BadParameter):
        asked(Query("a", agg), 0, SECOND)
