import asyncio
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from django.db import connections
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.timeseries import curves
from tests.timeseries.contents import Content, make_series, newest, write
from tests.timeseries.databases import on_both_databases
from timeseries import query as query_module
from timeseries.asked import AGGS, Query
from timeseries.catalog import resolve
from timeseries.errors import BadParameter, BadSelector, LivecurveError, NotFound, TooManySeries
from timeseries.fold import Columns
from timeseries.models import Series, SeriesState
from timeseries.query import Answer, ask
from timeseries.timerange import DAY, EARLIEST, EPOCH, HOUR, LATEST, MINUTE, SECOND, TimeRange

pytestmark = on_both_databases
numbered = count()
Point = tuple[float, float | None]


def answer(
    *queries: Query | str, start: int = EARLIEST, end: int = LATEST, **options: Any
) -> Answer:
    given = [query if isinstance(query, Query) else Query(query) for query in queries]
    return asyncio.run(ask(given, TimeRange(start, end), **options))


def points(columns: Columns) -> list[Point]:
    """The points as a client reads them."""
    read = orjson.loads(orjson.dumps(columns.points, option=orjson.OPT_SERIALIZE_NUMPY))
    return [(at, value) for at, value in read]


# The same, computed from a plain list of all readings


@dataclass
class Column:
    """Readings of one column; where it begins and how long it is."""

    start: int
    length: int
    readings: list[tuple[int, float]]
    before: float | None

    @property
    def values(self) -> list[float]:
        return [value for _, value in self.readings]


Edge = Callable[[int], int]


def fixed(step: int) -> tuple[Callable[[int], int], Edge]:
    return lambda time: time // step, lambda column: column * step


def calendar(days: int, zone: ZoneInfo) -> tuple[Callable[[int], int], Edge]:
    def edge(column: int) -> int:
        day = date.fromordinal(date(1970, 1, 1).toordinal() + column * days)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        return (midnight - EPOCH) // timedelta(microseconds=1)

    def number(time: int) -> int:
        near = time // DAY // days
        return max(column for column in (near - 1, near, near + 1) if edge(column) <= time)

    return number, edge


def cut(
    content: Content, start: int, end: int, number: Callable[[int], int], edge: Edge
) -> Iterator[Column]:
    inside = sorted((time, value) for time, value in content.items() if start <= time < end)
    earlier = [content[time] for time in sorted(content) if time < start][-1:]
    before = earlier[0] if earlier else None
    for column, readings in groupby(inside, key=lambda reading: number(reading[0])):
        held = list(readings)
        yield Column(edge(column), edge(column + 1) - edge(column), held, before)
        before = held[-1][1]


def total(values: list[float]) -> float:
    result = 0.0
    for value in values:
        result += value
    return result


def delta(column: Column, semantics: str) -> float:
    values = column.values
    if semantics != "counter":
        return values[-1] - (values[0] if column.before is None else column.before)
    chain = [values[0] if column.before is None else column.before, *values]
    into, *inside = [new if new - old < 0 else new - old for old, new in pairwise(chain)]
    # In the order of rollups: what a column gained in itself is added up first.
    return into + total(inside)


FOLDS: dict[str, Callable[[Column, str], float]] = {
    "mean": lambda column, _: total(column.values) / len(column.values),
    "min": lambda column, _: min(column.values),
    "max": lambda column, _: max(column.values),
    "sum": lambda column, _: total(column.values),
    "count": lambda column, _: float(len(column.values)),
    "first": lambda column, _: column.values[0],
    "last": lambda column, _: column.values[-1],
    "delta": delta,
    "rate": lambda column, semantics: delta(column, semantics) / (column.length / SECOND),
}


def m4(columns: list[Column]) -> list[tuple[int, float]]:
    kept = set()
    for column in columns:
        kept |= {
            column.readings[0],
            min(column.readings, key=lambda reading: (reading[1], reading[0])),
            min(column.readings, key=lambda reading: (-reading[1], reading[0])),
            column.readings[-1],
        }
    return sorted(kept)


def finite(value: float) -> float | None:
    return value if abs(value) <= 1.7976931348623157e308 else None


def with_gaps(
    rows: list[tuple[int, float | None]], interval: int | None, resolution: int
) -> list[Point]:
    widest = max(4 * (interval or 0), 2 * resolution)
    answered: list[Point] = []
    for (earlier, _), (time, value) in pairwise([(rows[0][0], None), *rows] if rows else []):
        if widest and time - earlier > widest:
            answered.append(((earlier + time) / 2000, None))
        answered.append((time / 1000, value))
    return answered


def median_of_steps(content: Content) -> int | None:
    steps = sorted(b - a for a, b in pairwise(sorted(content)))
    return steps[(len(steps) - 1) // 2] if steps else None


def expected(
    agg: str,
    content: Content,
    timerange: TimeRange,
    resolution: int,
    zone: ZoneInfo | None = None,
    semantics: str = "gauge",
) -> list[Point]:
    if resolution == 0:
        inside = range(bisect_left(times := sorted(content), timerange.start), len(times))
        rows: list[tuple[int, float | None]] = [
            (times[place], content[times[place]])
            for place in inside
            if times[place] < timerange.end
        ]
    else:
        by_days = zone is not None and resolution % DAY == 0
        grid = calendar(resolution // DAY, zone) if by_days and zone else fixed(resolution)
        columns = list(cut(content, timerange.start, timerange.end, *grid))
        if agg == "m4":
            rows = list(m4(columns))
        else:
            rows = [(one.start, finite(FOLDS[agg](one, semantics))) for one in columns]
    return with_gaps(rows, median_of_steps(content), resolution)


def assert_same(columns: Columns, wanted: list[Point], content: Content) -> None:
    """Bit for bit, but for what a counter has gained: those steps are added bucket by bucket."""
    found = points(columns)
    if columns.agg not in ("delta", "rate") or found == wanted:
        assert found == wanted
        return
    most = 1e-12 * 2 * sum(map(abs, content.values())) / min(1.0, columns.resolution / SECOND)
    assert [at for at, _ in found] == [at for at, _ in wanted]
    for (_, value), (_, other) in zip(found, wanted, strict=True):
        assert value == other or value is None or other is None or abs(value - other) <= most


@st.composite
def asked(draw: st.DrawFn, earliest: int, latest: int) -> tuple[Content, TimeRange]:
    """Readings of a series, and a range around some of them."""
    if draw(st.booleans()):
        times = draw(st.sets(st.integers(earliest, latest), max_size=40))
    else:
        unit = draw(st.sampled_from([1, 7_000, SECOND, MINUTE, HOUR]))
        # On whole units, so that readings stand where columns begin, and near each other, so
        # that a distance may be just no gap.
        at = draw(st.integers(earliest // unit + 1, (latest - 100 * DAY) // unit)) * unit
        near = st.integers(0, 2_000) | st.integers(0, 30)
        times = {at + n * unit for n in draw(st.sets(near, max_size=60))}
    of = draw(st.sampled_from([curves.levels, curves.doubles]))
    content = {time: draw(of) for time in sorted(times)}
    edges = st.sampled_from(sorted(times)) if times else st.just(0)
    ends = st.builds(lambda time, off: time + off, edges, st.sampled_from([-HOUR, -1, 0, 1, DAY]))
    start, end = sorted((draw(ends | st.just(earliest)), draw(ends | st.just(latest))))
    return content, TimeRange(max(start, EARLIEST), min(end, LATEST))


YEARS_1900_TO_2150 = (-2_208_988_800 * SECOND, 5_680_281_600 * SECOND)
everywhen = asked(EARLIEST, LATEST)
semantics = st.sampled_from(["gauge", "counter", "step", "total"])


def stored(content: Content, kind: str = "gauge") -> int:
    pk = make_series(f"asked {next(numbered)}", semantics=kind)
    if content:
        write({pk: content})
    return pk


@given(everywhen, st.integers(1, 50) | st.integers(1, 10_000), semantics)
@settings(max_examples=50)
def test_every_aggregate_is_that_of_the_plain_list_by_width(
    question: tuple[Content, TimeRange], width: int, kind: str
) -> None:
    content, timerange = question
    pk = stored(content, kind)
    queries = [Query(str(pk), agg) for agg in AGGS]
    found = asyncio.run(ask(queries, timerange, width=width)).columns
    inside = [time for time in content if timerange.start <= time < timerange.end]
    for columns in found:
        agg, resolution = columns.agg, columns.resolution
        assert (resolution == 0) == (agg == "m4" and len(inside) <= 4 * width)
        assert columns.count == len(inside)
        assert columns.interval == median_of_steps(content)
        if resolution:
            numbers = {time // resolution for time in inside}
            assert len(numbers) <= width + 1
            assert (timerange.end - 1) // resolution - timerange.start // resolution <= width
        assert_same(columns, expected(agg, content, timerange, resolution, None, kind), content)


steps = st.sampled_from([1, 700, SECOND, 7 * SECOND, HOUR, 25 * HOUR]) | st.integers(1, 10**12)


@given(everywhen, steps, semantics)
@settings(max_examples=30)
def test_every_aggregate_is_that_of_the_plain_list_by_step(
    question: tuple[Content, TimeRange], step: int, kind: str
) -> None:
    content, timerange = question
    step = max(step, timerange.span // query_module.MOST_COLUMNS + 1)
    pk = stored(content, kind)
    queries = [Query(str(pk), agg) for agg in AGGS]
    for columns in asyncio.run(ask(queries, timerange, step=step)).columns:
        assert columns.resolution == step
        assert_same(columns, expected(columns.agg, content, timerange, step, None, kind), content)


zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Asia/Tehran"]
).map(ZoneInfo)


@given(asked(*YEARS_1900_TO_2150), zones, st.sampled_from([1, 2, 7, 28]), semantics)
@settings(max_examples=30)
def test_steps_of_whole_days_are_days_of_the_calendar(
    question: tuple[Content, TimeRange], zone: ZoneInfo, days: int, kind: str
) -> None:
    content, timerange = question
    # Samoa left out a day: what a column of no length holds is for `test_columns.py`.
    assume(
        zone.key != "Pacific/Apia"
        or all(abs(t - 1_325_203_200 * SECOND) > 60 * DAY for t in content)
    )
    pk = stored(content, kind)
    queries = [Query(str(pk), agg) for agg in AGGS]
    found = asyncio.run(ask(queries, timerange, step=days * DAY, zone=zone))
    for columns in found.columns:
        same = expected(columns.agg, content, timerange, days * DAY, zone, kind)
        assert_same(columns, same, content)


# One by one

AT = 1_700_000_000 * SECOND


@pytest.fixture
def pk() -> int:
    return make_series("a", unit="°C", label="Room")


def test_an_answer_says_what_was_asked_and_as_of_when(pk: int) -> None:
    number = write({pk: {AT: 21.4, AT + 500: 21.5}})
    found = answer(str(pk), start=AT, end=AT + MINUTE)
    assert found.cursor >= number
    told = found.as_json()
    assert {key: told[key] for key in ("start", "end", "cursor")} == {
        "start": 1_700_000_000_000,
        "end": 1_700_000_060_000,
        "cursor": str(found.cursor),
    }
    [series] = told["series"]
    told_points = series.pop("points")
    assert series == {
        "id": pk,
        "name": "a",
        "tags": {},
        "unit": "°C",
        "key": "a",
        "label": "Room",
        "query": 0,
        "agg": "m4",
        "interval": 0.5,
        "resolution": 0,
        "count": 2,
    }
    assert told_points.tolist() == [[1_700_000_000_000, 21.4], [1_700_000_000_000.5, 21.5]]


def test_a_range_is_half_open(pk: int) -> None:
    write({pk: {AT: 1.0, AT + SECOND: 2.0}})
    assert [value for _, value in points(answer("a", start=AT, end=AT + SECOND).columns[0])] == [
        1.0
    ]


def test_where_there_is_nothing_there_are_no_points(pk: int) -> None:
    queries = [Query(str(pk), agg) for agg in AGGS]
    for end in (AT + 1, AT + DAY):
        for columns in answer(*queries, start=AT + 1, end=end).columns:
            assert (points(columns), columns.count) == ([], 0)
        write({pk: {AT: 1.0}})


@pytest.mark.parametrize(("count", "resolution"), [(40, 0), (41, 6 * SECOND)])
def test_few_readings_are_answered_as_they_are(pk: int, count: int, resolution: int) -> None:
    write({pk: {AT + n * SECOND: float(n % 7) for n in range(count)}})
    [columns] = answer("a", start=AT, end=AT + MINUTE, width=10).columns
    assert (columns.resolution, columns.count) == (resolution, count)


def test_delta_counts_from_the_reading_before_the_range(pk: int) -> None:
    write({pk: {AT - DAY: 5.0, AT: 7.0, AT + 10: 6.0}})
    [columns] = answer(Query("a", "delta"), start=AT, end=AT + SECOND, step=SECOND).columns
    assert points(columns) == [(AT / 1000, 1.0)]


def test_a_counter_that_falls_has_begun_again() -> None:
    pk = make_series("c", semantics="counter")
    write({pk: {AT - 1: 90.0, AT: 100.0, AT + 1: 3.0, AT + 2: 5.0}})
    options = {"start": AT, "end": AT + SECOND, "step": SECOND}
    assert points(answer(Query("c", "delta"), **options).columns[0]) == [(AT / 1000, 15.0)]
    assert points(answer(Query("c", "rate"), **options).columns[0]) == [(AT / 1000, 15.0)]


def test_a_stored_interval_tells_gaps(pk: int) -> None:
    write({pk: {AT: 1.0, AT + 10: 2.0, AT + 100: 3.0}})
    SeriesState.objects.update(interval=25)
    [columns] = answer("a").columns
    assert columns.interval == 25
    assert None not in [value for _, value in points(columns)]
    SeriesState.objects.update(interval=22)
    assert [value for _, value in points(answer("a").columns[0])] == [1.0, 2.0, None, 3.0]


def test_series_are_answered_in_the_order_asked_and_those_of_a_selector_by_id() -> None:
    pks = [make_series(name) for name in ("cpu b", "mem", "cpu a")]
    write({pk: {AT: 1.0} for pk in pks})
    found = answer("mem", "cpu *", "nothing", str(pks[0]))
    assert [columns.series.pk for columns in found.columns] == [pks[1], pks[0], pks[2], pks[0]]
    assert [columns.query for columns in found.columns] == [0, 1, 1, 3]


def test_a_time_zone_alone_moves_no_columns(pk: int) -> None:
    write({pk: {AT + n * HOUR: float(n) for n in range(9_000)}})
    options = {"start": AT, "end": AT + 9_000 * HOUR, "width": 60}
    plain = answer(Query("a", "mean"), **options).columns[0]
    zoned = answer(Query("a", "mean"), **options, zone=ZoneInfo("America/New_York")).columns[0]
    assert plain.resolution % DAY == 0
    assert points(plain) == points(zoned)


def test_all_queries_of_a_request_see_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    pks = [make_series(name) for name in "ab"]
    write({pk: {AT: 1.0} for pk in pks})

    def write_between(text: str, using: str) -> list[Series]:
        def writing() -> None:
            write({pk: {AT: 2.0, AT + 1: 2.0} for pk in pks})
            connections.close_all()

        if text == "b":
            thread = threading.Thread(target=writing)
            thread.start()
            thread.join()
        return resolve(text, using)

    monkeypatch.setattr(query_module, "resolve", write_between)
    found = answer("a", "b", "a")
    assert [points(columns) for columns in found.columns] == [[(AT / 1000, 1.0)]] * 3
    assert found.cursor < newest()
    assert len(points(answer("b").columns[0])) == 2


# What is refused


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (Query("12345"), NotFound),
        (Query("a{"), BadSelector),
        (Query("a", "median"), BadParameter),
        (Query("a", ""), BadParameter),
    ],
)
def test_a_query_that_cannot_be_answered_fails_the_request_or_is_kept_beside_the_others(
    pk: int, query: Query, error: type[LivecurveError]
) -> None:
    write({pk: {AT: 1.0}})
    with pytest.raises(error):
        answer("a", query)
    found = answer(query, "a", tolerate=True)
    assert [columns.query for columns in found.columns] == [1]
    assert {place: type(error) for place, error in found.errors.items()} == {0: error}


@pytest.mark.parametrize("width", [0, -1, 10_001])
def test_a_width_outside_its_bounds_is_refused(width: int) -> None:
    with pytest.raises(BadParameter, match="width takes a whole number from 1 to 10000"):
        answer("a", width=width)


def test_a_step_that_makes_too_many_columns_is_refused(pk: int) -> None:
    answer("a", start=0, end=100_000 * SECOND, step=SECOND)
    with pytest.raises(BadParameter, match="step takes"):
        answer("a", start=0, end=100_001 * SECOND, step=SECOND)


def test_more_series_than_a_request_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "MOST_SERIES", 3)
    for name in ("a1", "a2", "b1"):
        make_series(name)
    assert len(answer("a*", "b*").columns) == 3
    with pytest.raises(TooManySeries, match="at most 3 series"):
        answer("a*", "a*")
