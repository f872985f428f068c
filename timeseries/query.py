"""Questions to columns: find the series, choose the resolution, fetch, fold.

All of an answer is as of one moment, and carries the cursor of that moment: a live stream
taken up from there misses nothing and repeats nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from .batch import Times, Values
from .catalog import resolve
from .columns import columns
from .downsample import AGGREGATES, aggregate, gap_positions, m4
from .errors import BadParameter, LivecurveError, TooManySeries
from .intervals import interval_of
from .models import Series
from .points import point_rows
from .resolutions import column_width
from .store import Store, get_store, snapshot
from .threads import readers
from .timerange import TimeRange, to_milliseconds

WIDEST = 10_000
MOST_SERIES = 1_000
# A step so small that the range has more columns than this is refused.
MOST_COLUMNS = 100_000
AGGS = ("m4", *AGGREGATES)
# The aggregates that look at the reading before the first.
LOOK_BACK = ("delta", "rate")


@dataclass(frozen=True, slots=True)
class Query:
    """Which series (an id or a selector), folded how.

    A column of it takes `pixels` of the width. With a `step` (µs) the columns are that wide,
    or the least multiple of it that has room.
    """

    series: str
    agg: str = "m4"
    pixels: int = 1
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """How a range is cut: into `width` pixel columns, or into steps of `step` µs, which are
    calendar days in `zone` when they are whole days."""

    width: int = 1200
    step: int | None = None
    zone: ZoneInfo | None = None

    def resolution(self, span: int) -> int:
        return self.step or column_width(span, self.width)

    def of(self, query: Query, span: int) -> "Grid":
        """The grid of one query of the request."""
        width = max(1, self.width // query.pixels)
        step = self.step
        if query.step and step is None:
            step = query.step * max(1, -(-span // (width * query.step)))
        # Columns of the ladder are the same in every zone.
        return Grid(width, step, self.zone if step else None)


@dataclass(slots=True)
class Columns:
    """One answered series. `points` has rows of [t_ms, value], NaN where a gap is."""

    query: int
    series: Series
    agg: str
    interval: int | None
    resolution: int
    count: int
    times: Times
    values: Values
    points: NDArray[np.float64]

    def as_json(self) -> dict[str, Any]:
        series = self.series
        return {
            "id": series.pk,
            "name": series.name,
            "tags": series.tags,
            "unit": series.unit,
            "key": series.key,
            "label": series.label,
            "query": self.query,
            "agg": self.agg,
            "interval": None if self.interval is None else to_milliseconds(self.interval),
            "resolution": to_milliseconds(self.resolution),
            "count": self.count,
            "points": self.points,
        }


@dataclass(slots=True)
class Answer:
    """What was asked for, as of the commit `cursor`. `errors` by the place of the query."""

    range: TimeRange
    cursor: int
    columns: list[Columns] = field(default_factory=list)
    errors: dict[int, LivecurveError] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "start": to_milliseconds(self.range.start),
            "end": to_milliseconds(self.range.end),
            "cursor": str(self.cursor),
            "series": [columns.as_json() for columns in self.columns],
        }


async def ask(
    queries: Sequence[Query],
    timerange: TimeRange,
    *,
    width: int = 1200,
    step: int | None = None,
    zone: ZoneInfo | None = None,
    tolerate: bool = False,
) -> Answer:
    """The columns of all queries as of one moment, in the order asked.

    Raises BadParameter, BadSelector, NotFound or TooManySeries; with `tolerate`, what a
    query raises is kept beside the answers of the others.
    """
    grid = check_grid(timerange, width, step, zone)
    return await readers.run(_ask, queries, timerange, grid, tolerate)


def check_grid(timerange: TimeRange, width: int, step: int | None, zone: ZoneInfo | None) -> Grid:
    """The grid of a request. Raises BadParameter."""
    if not 1 <= width <= WIDEST:
        raise BadParameter("width", f"a whole number from 1 to {WIDEST}")
    if step is not None and timerange.span // step > MOST_COLUMNS:
        raise BadParameter("step", f"a duration that makes {MOST_COLUMNS} columns at most")
    return Grid(width, step, zone)


def _ask(queries: Sequence[Query], timerange: TimeRange, grid: Grid, tolerate: bool) -> Answer:
    store = get_store()
    with snapshot() as using:
        answer = Answer(timerange, store.newest_commit(using))
        for place, query in enumerate(queries):
            try:
                cut = grid.of(query, timerange.span)
                for series in _find(query, using):
                    _check_room(answer)
                    answer.columns.append(
                        _fold(store, series, place, query.agg, timerange, cut, using)
                    )
            except LivecurveError as error:
                if not tolerate:
                    raise
                answer.errors[place] = error
    return answer


def _find(query: Query, using: str) -> list[Series]:
    if query.agg not in AGGS:
        raise BadParameter("agg", f"one of {', '.join(AGGS)}, and not {query.agg[:40]!a}")
    return resolve(query.series, using)


def _check_room(answer: Answer) -> None:
    if len(answer.columns) >= MOST_SERIES:
        raise TooManySeries(f"One request takes at most {MOST_SERIES} series: ask for fewer.")


def _fold(
    store: Store,
    series: Series,
    place: int,
    agg: str,
    timerange: TimeRange,
    grid: Grid,
    using: str,
) -> Columns:
    times, values = store.columns(series.pk, timerange.start, timerange.end, using)
    interval, count = interval_of(store, series, using), len(times)
    resolution = grid.resolution(timerange.span)
    if agg == "m4" and grid.step is None and count <= 4 * grid.width:
        resolution = 0
    elif agg == "m4":
        times, values = m4(times, values, columns(times, resolution, grid.zone).starts)
    else:
        before = _value_before(store, series, timerange.start, using) if agg in LOOK_BACK else None
        cut = columns(times, resolution, grid.zone)
        values = aggregate(
            agg, values, cut.starts, cut.lengths, before=before, semantics=series.semantics
        )
        times = cut.times
    points = point_rows(times, values, gap_positions(times, interval, resolution))
    return Columns(place, series, agg, interval, resolution, count, times, values, points)


def _value_before(store: Store, series: Series, start: int, using: str) -> float | None:
    _, values = store.newest_columns(series.pk, start, 1, using)
    return float(values[0]) if len(values) else None
