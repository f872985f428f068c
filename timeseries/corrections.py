"""Deleting and correcting what is stored, in turn with what comes in.

Each step is a short transaction of its own (`Pipeline.transact`), and between two of them
others write: however much goes, nobody waits long.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from threading import Event

import numpy as np

from . import exact
from .blocks import Extent
from .errors import BadParameter, NotFound, Overloaded
from .exact import locked_states
from .ingest.pipeline import pipeline
from .models import Series
from .parameters import Parameters
from .runs import Run
from .states import State, read_states
from .store import WRITING, get_store, snapshot
from .threads import Readers
from .timerange import EARLIEST, LATEST, TIME_FORMS, TimeRange, now, parse_instant

# So many readings at most go in one transaction.
STEP = 50_000
ALL = TimeRange(EARLIEST, LATEST + 1)
# Those who delete wait for each other, and hold up nobody who reads.
deleters = Readers(1)
# Set when the server stops, for which a long delete would be waited.
stopping = Event()


@dataclass(frozen=True, slots=True)
class Stretch:
    """`count` readings in [start, end) µs, of which the first is at `start` and the last at
    `end` - 1."""

    start: int
    end: int
    count: int


def range_to_delete(parameters: Parameters) -> TimeRange:
    """The range of a delete, which takes nothing for granted: `start` and `end`, or the `time`
    of one reading. Raises BadParameter."""
    time = parameters.text("time")
    bounds = {name: parameters.text(name) for name in ("start", "end")}
    if time is not None:
        if any(bounds.values()):
            raise BadParameter("time", "the place of start and end: name one reading or a range")
        return _one(time, parameters)
    for name, text in bounds.items():
        if text is None:
            raise BadParameter(
                name, f"{TIME_FORMS}, and has to be given: a delete has no default range"
            )
    return parameters.range()


def _one(time: str, parameters: Parameters) -> TimeRange:
    try:
        at = parse_instant(time, now(), parameters.zone())
    except ValueError:
        raise BadParameter("time", f"{TIME_FORMS}, in the years 1 to 9999") from None
    return TimeRange(at, at + 1)


def stretches(series: int, timerange: TimeRange) -> Iterator[Stretch]:
    """The readings of a range in stretches of at most `STEP`, each looked up when it is come to."""
    start = timerange.start
    while start < timerange.end:
        found = _next_stretch(series, start, timerange.end)
        if found is None:
            return
        start = found.end
        yield found


def _next_stretch(series: int, start: int, end: int) -> Stretch | None:
    """With the damaged blocks in it, which can still be deleted: for them it ends where they do."""
    lost: list[Extent] = []
    with snapshot() as using:
        times, _ = get_store().first_columns(series, start, end, STEP, using, lost)
    if len(times) == STEP:
        lost = [one for one in lost if one.start < times[-1]]
    firsts = [*times[:1].tolist(), *(max(one.start, start) for one in lost)]
    lasts = [*times[-1:].tolist(), *(min(one.end, end - 1) for one in lost)]
    if not firsts:
        return None
    count = len(times) + sum(one.count for one in lost)
    return Stretch(min(firsts), max(lasts) + 1, count)


def extent(series: int, timerange: TimeRange) -> Stretch | None:
    """All readings of a range as one stretch; None when there are none."""
    found = list(stretches(series, timerange))
    if not found:
        return None
    return Stretch(found[0].start, found[-1].end, sum(stretch.count for stretch in found))


def delete_readings(series: int, timerange: TimeRange) -> int:
    """Delete the readings of a range, all that were there when it began; how many went.

    Raises what `Pipeline.transact` raises, BeforeRetention where only rollups stand for a part
    of the range, and Overloaded when the server stops: a part may be gone then.
    """
    state = _state(series)
    if state.first is not None and state.first < state.kept_from:
        exact.check_retention(state, timerange.start)
    return _delete_what_is_kept(state, timerange)


def _state(series: int) -> State:
    with snapshot() as using:
        return read_states([series], using).get(series) or State(series)


def _delete_what_is_kept(state: State, timerange: TimeRange) -> int:
    """Of the rest retention has taken the readings, or is about to."""
    series, start, end = state.series, max(state.kept_from, timerange.start), timerange.end
    deleted = 0
    for stretch in stretches(series, TimeRange(start, end)) if start < end else ():
        if stopping.is_set():
            raise Overloaded("The server is stopping: send this again to delete what is left.")
        deleted += pipeline.transact(partial(exact.delete, series, stretch.start, stretch.end))
    return deleted


def delete_series(series: int) -> int:
    """Delete a series and all that it has; how many readings went with it."""
    deleted = _delete_what_is_kept(_state(series), ALL)
    return deleted + pipeline.transact(partial(_delete_row, series))


def _delete_row(series: int) -> int:
    if not Series.objects.using(WRITING).filter(pk=series).exists():
        return 0
    # With what has come since the last step, and with what retention is about to take.
    start = locked_states([series])[series].kept_from
    deleted = exact.delete(series, max(start, ALL.start), ALL.end)
    Series.objects.using(WRITING).filter(pk=series).delete()
    return deleted


def write_reading(series: int, time: int, value: float) -> None:
    """Add a reading, or correct the one of that time (µs). Raises NotFound."""
    run = Run(series, np.array([time], np.int64), np.array([value], np.float64))
    pipeline.transact(partial(_write, run))


def _write(run: Run) -> None:
    if not Series.objects.using(WRITING).filter(pk=run.series).exists():
        raise NotFound(f"There is no series with id {run.series} any more.")
    exact.write([run])


def describe(series: int, changes: dict[str, str]) -> None:
    """Set what people say of a series: any of `unit`, `label`, `semantics`."""
    pipeline.transact(lambda: Series.objects.using(WRITING).filter(pk=series).update(**changes))
