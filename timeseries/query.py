"""Questions to columns: find the series, and fold each of them.

All of an answer is as of one moment, and carries the cursor of that moment: a live stream
taken up from there misses nothing and repeats nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from .asked import AGGS, Grid, Query
from .catalog import resolve
from .errors import BadParameter, LivecurveError, TooManySeries
from .fold import Columns, Fold
from .models import STATE, Series
from .state_texts import texts_of
from .states import State
from .store import Store, get_store, snapshot
from .threads import readers
from .timerange import TimeRange, to_milliseconds

WIDEST = 10_000
MOST_SERIES = 1_000
# A step so small that the range has more columns than this is refused.
MOST_COLUMNS = 100_000
# The aggregates whose values are codes where the readings are.
CODES = ("m4", "first", "last", "min", "max")


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
                for series, fold in _folds(query, found, store, timerange, grid, using):
                    answer.columns.append(fold.columns(place, series, State.of(series)))
            except LivecurveError as error:
                if not tolerate:
                    raise
                answer.errors[place] = error
        _tell_states(answer, using)
    return answer


def _tell_states(answer: Answer, using: str) -> None:
    """What the codes stand for that are answered for series of states."""
    states = (one for one in answer.columns if one.series.semantics == STATE)
    told = [one for one in states if one.agg in CODES]
    texts = texts_of({one.series.pk for one in told}, using)
    for one in told:
        one.states = texts.get(one.series.pk, {})


def _folds(
    query: Query,
    found: Sequence[Series],
    store: Store,
    timerange: TimeRange,
    grid: Grid,
    using: str,
) -> Iterator[tuple[Series, Fold]]:
    """Each series with its way to columns, by what it measures."""
    grid = grid.of(query, timerange.span)
    wanted = query.resolution(grid, timerange.span)
    looked_at = query.range(timerange, wanted)
    for series in found:
        if agg := query.agg_of(series.semantics):
            yield series, Fold(store, looked_at, grid, agg, using, wanted, query.shift)


def _find(query: Query, using: str) -> list[Series]:
    if query.agg not in AGGS:
        raise BadParameter("agg", f"one of {', '.join(AGGS)}, and not {query.agg[:40]!a}")
    return resolve(query.series, using)


def _check_room(answer: Answer, more: int) -> None:
    if len(answer.columns) + more > MOST_SERIES:
        raise TooManySeries(f"One request takes at most {MOST_SERIES} series: ask for fewer.")
