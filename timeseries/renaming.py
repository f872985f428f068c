"""What a series is called: its name and tags changed, and one series taken into another.

As with deletes each step is a short transaction of its own, in turn with what comes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from . import exact
from .corrections import ALL, stopping, stretches
from .errors import BadParameter, BadRequest, LivecurveError, NotFound, Overloaded
from .exact import locked_states
from .ingest.pipeline import pipeline
from .models import STATE, Series
from .runs import Run
from .series_key import SeriesKey
from .store import WRITING, Stretches, get_store, log_commit
from .timerange import EARLIEST, LATEST


class SeriesTaken(LivecurveError):
    """There is another series of this name and these tags."""

    code = "series_taken"
    status = 409


@dataclass(frozen=True, slots=True)
class Merged:
    """How many readings were taken over, and how many were older than what is kept of the
    series that took them."""

    moved: int
    left_out: int


def key_of(name: object, tags: object) -> SeriesKey:
    """The key of a name and tags as JSON has them. Raises BadParameter."""
    if not isinstance(tags, Mapping) or not all(isinstance(tag, str) for tag in tags.values()):
        raise BadParameter("tags", 'an object of texts such as {"room": "lab"}')
    if not isinstance(name, str):
        raise BadParameter("name", "a text")
    try:
        return SeriesKey.of(name, dict(tags))
    except ValueError as error:
        raise BadRequest(f"The series cannot be called that: {error}.") from None


def rename(series: int, key: SeriesKey) -> None:
    """Give a series another name and other tags. It keeps its id and its readings; what its
    sender goes on to send under the old ones makes a new series. Raises SeriesTaken, NotFound."""
    pipeline.transact(partial(_rename, series, key))
    pipeline.forget()


def _rename(series: int, key: SeriesKey) -> None:
    found = Series.objects.using(WRITING)
    other = found.filter(key=key.text).exclude(pk=series).first()
    if other is not None:
        raise SeriesTaken(
            f"There is a series {key.text} already, with the id {other.pk}: take another name, "
            "or merge the two."
        )
    # Whoever writes to it has written when this is called otherwise.
    locked_states([series])
    changes = {"name": key.name, "tags": dict(key.tags), "key": key.text}
    if not found.filter(pk=series).update(**changes):
        raise NotFound(f"There is no series with id {series} any more.")
    # Open charts ask again, and learn what it is called.
    log_commit(get_store(), Stretches.of([(series, EARLIEST, LATEST, 1)]))


def merge(series: int, into: int) -> Merged:
    """Move all readings of a series into another, and delete it.

    Where both have a reading of the same time, that of the series which is merged stands, as if
    it had been written last. Readings from before what retention keeps of the other are left
    out, and so is what only rollups of `series` stand for: both go with it. Raises BadParameter,
    and what `corrections.delete_readings` raises: a part may have moved then.
    """
    if series == into:
        raise BadParameter("into", "the id of another series")
    pipeline.transact(partial(_check_both, series, into))
    moved = left_out = 0
    for stretch in stretches(series, ALL):
        if stopping.is_set():
            raise Overloaded("The server is stopping: send this again to merge what is left.")
        step = pipeline.transact(partial(_move, series, into, stretch.start, stretch.end))
        moved, left_out = moved + step.moved, left_out + step.left_out
    last = pipeline.transact(partial(_finish, series, into))
    pipeline.forget()
    return Merged(moved + last.moved, left_out + last.left_out)


def _check_both(series: int, into: int) -> None:
    found = {one.pk: one for one in Series.objects.using(WRITING).filter(pk__in=[series, into])}
    for pk in (series, into):
        if pk not in found:
            raise NotFound(f"There is no series with id {pk}: see /api/series.")
    if STATE in (found[series].semantics, found[into].semantics):
        raise BadParameter("into", "series of numbers: the codes of states are each series' own")


def _move(series: int, into: int, start: int, end: int) -> Merged:
    """The readings of [start, end) µs. Lock order: states by ascending id, as everywhere."""
    states = locked_states(sorted((series, into)))
    start = max(start, states[series].kept_from)
    if start >= end:
        return Merged(0, 0)
    times, values = get_store().columns(series, start, end, WRITING)
    at = int(np.searchsorted(times, states[into].kept_from))
    if at < len(times):
        exact.write([Run(into, times[at:], values[at:])])
    exact.delete(series, start, end)
    return Merged(len(times) - at, at)


def _finish(series: int, into: int) -> Merged:
    """What has come since the last step, and the end of the series."""
    _check_both(series, into)
    moved = _move(series, into, ALL.start, ALL.end)
    Series.objects.using(WRITING).filter(pk=series).delete()
    return moved
