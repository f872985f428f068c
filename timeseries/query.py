"""Questions to columns: find the series, choose the resolution, fetch, fold.

All of an answer is as of one moment, and carries the cursor of that moment: a live stream
taken up from there misses nothing and repeats nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from .aggregates import AGGREGATES, aggregate
from .batch import Times, Values
from .blocks import Extent
from .buckets import Buckets
from .catalog import resolve
from .columns import alignment, columns
from .cover import finest_left, gather, last_before
from .downsample import gap_positions
from .errors import BadParameter, LivecurveError, TooManySeries
from .intervals import interval_of
from .models import Series
from .points import point_rows
from .resolutions import column_width
from .states import State
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
# Of buckets, what M4 looks at.
M4_NEEDS = frozenset(
    ("count", "first", "last", "min", "max", "first_at", "last_at", "min_at", "max_at")
)


@dataclass(frozen=True, slots=True)
class Query:
    """Which series (an id or a selector), folded how.

    A column of it takes `pixels` of the width; `columns` is how many there are at most, whatever
    the width. With a `step` (µs) they are that wide, or the least multiple of it that has room.
    `zone` stands for that of the request.
    """

    series: str
    agg: str = "m4"
    pixels: int = 1
    step: int | None = None
    columns: int | None = None
    zone: ZoneInfo | None = None


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
        width = query.columns or max(1, self.width // query.pixels)
        step = self.step
        if query.step and step is None:
            step = query.step * max(1, -(-span // (width * query.step)))
        # Columns of the ladder are the same in every zone.
        return Grid(width, step, (query.zone or self.zone) if step else None)


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
    damaged: list[Extent] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        series = self.series
        damaged = [[to_milliseconds(one.start), to_milliseconds(one.end)] for one in self.damaged]
        return {
            **({"damaged": damaged} if damaged else {}),
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
                found = _find(query, using)
                _check_room(answer, len(found))
                fold = Fold(store, timerange, grid.of(query, timerange.span), query.agg, using)
                for series in found:
                    answer.columns.append(fold.columns(place, series, State.of(series)))
            except LivecurveError as error:
                if not tolerate:
                    raise
                answer.errors[place] = error
    return answer


def _find(query: Query, using: str) -> list[Series]:
    if query.agg not in AGGS:
        raise BadParameter("agg", f"one of {', '.join(AGGS)}, and not {query.agg[:40]!a}")
    return resolve(query.series, using)


def _check_room(answer: Answer, more: int) -> None:
    if len(answer.columns) + more > MOST_SERIES:
        raise TooManySeries(f"One request takes at most {MOST_SERIES} series: ask for fewer.")


@dataclass(frozen=True, slots=True)
class Fold:
    """One query's way from a series to its columns."""

    store: Store
    range: TimeRange
    grid: Grid
    agg: str
    using: str

    def columns(self, place: int, series: Series, state: State) -> Columns:
        resolution = self._resolution(state)
        damaged: list[Extent] = []
        buckets = self._gather(state, resolution, damaged)
        count = int(buckets.count.sum())
        if self.agg == "m4":
            # Of a damaged block only rollups can tell, and they have no raw readings.
            few = self.grid.step is None and count <= 4 * self.grid.width and not damaged
            if few and not self._finest(state):
                resolution = 0
            times, values = self._m4(state, buckets, resolution)
        else:
            before = self._before(state, damaged) if self.agg in LOOK_BACK else None
            times, values = self._aggregate(series, before, buckets, resolution)
        interval = interval_of(self.store, state, self.using)
        points = point_rows(times, values, gap_positions(times, interval, resolution))
        return Columns(
            place, series, self.agg, interval, resolution, count, times, values, points, damaged
        )

    def _resolution(self, state: State) -> int:
        """The width of the columns; where readings have gone, a multiple of the finest left."""
        wanted = self.grid.resolution(self.range.span)
        finest = self._finest(state) or 1
        return -(-wanted // finest) * finest

    def _finest(self, state: State) -> int:
        return finest_left(state, self._start(state))

    def _start(self, state: State) -> int:
        """Where there may be something to draw."""
        start = self.range.start
        return start if state.first is None else max(start, state.first)

    def _gather(self, state: State, resolution: int, damaged: list[Extent]) -> Buckets:
        if state.first is None or state.last is None:
            return Buckets.empty()
        start, end = self._start(state), min(self.range.end, state.last + 1)
        if start >= end:
            return Buckets.empty()
        align = alignment(start, end, resolution, self.grid.zone)
        return gather(
            self.store,
            state,
            start,
            end,
            align,
            self.using,
            columns=self._needs(),
            thin=lambda times, values: self._thinned(times, values, resolution),
            damaged=damaged,
        )

    def _thinned(self, times: Times, values: Values, resolution: int) -> Buckets:
        """Readings as buckets: of more than are answered as they are, M4 takes their columns."""
        if self.agg != "m4" or len(times) <= 4 * self.grid.width:
            return Buckets.points(times, values)
        return Buckets.thinned(times, values, columns(times, resolution, self.grid.zone).starts)

    def _needs(self) -> Collection[str]:
        return M4_NEEDS if self.agg == "m4" else {"count", *AGGREGATES[self.agg].needs}

    def _m4(self, state: State, buckets: Buckets, resolution: int) -> tuple[Times, Values]:
        if resolution == 0 and len(buckets) < buckets.count.sum():
            start, end = self._start(state), self.range.end
            return self.store.columns(state.series, start, end, self.using, damaged=[])
        if resolution:
            cut = columns(buckets.times, resolution, self.grid.zone)
            if len(cut.starts) < len(buckets):
                buckets = buckets.fold(cut.starts, cut.times, M4_NEEDS)
        return buckets.candidates()

    def _aggregate(
        self, series: Series, before: float | None, buckets: Buckets, resolution: int
    ) -> tuple[Times, Values]:
        cut = columns(buckets.times, resolution, self.grid.zone)
        values = aggregate(
            self.agg,
            buckets.fold(cut.starts, cut.times, self._needs()),
            cut.lengths,
            before=before,
            semantics=series.semantics,
        )
        return cut.times, values

    def _before(self, state: State, damaged: list[Extent]) -> float | None:
        """The value of the newest reading before the range that can be read."""
        if state.first is None or state.first >= self.range.start:
            return None
        start, lost = self.range.start, list[Extent]()
        times, values = self.store.newest_columns(state.series, start, 1, self.using, lost)
        damaged += [one for one in lost if one not in damaged]
        if len(values) and times[0] >= state.kept_from:
            return float(values[0])
        # Where a bucket crosses the beginning, it is answered whole.
        finest = self._finest(state) or 1
        return last_before(state, start // finest * finest, self.using)
