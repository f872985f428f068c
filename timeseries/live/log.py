"""The commit log as deltas: read in one snapshot, so that log and readings agree."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ..models import Series, SeriesState
from ..state_texts import memory
from ..store import Store, Stretches, commits_after, get_store, log_reaches, snapshot
from ..timerange import EARLIEST, LATEST
from .frame import Delta

# More than this many readings of one series at once are announced as changed: the client
# asks for them at the resolution of its pixels.
MOST_READINGS = 5_000
# The newest time sent of a series that has sent nothing.
NOTHING = EARLIEST - 1


class LogForgotten(Exception):
    """The log does not hold any more what came after a cursor."""


@dataclass(slots=True)
class Touched:
    """What commits touched of one series: [first, last] stretches, and those that were late."""

    appended: list[tuple[int, int]] = field(default_factory=list)
    late: list[tuple[int, int]] = field(default_factory=list)


def moment(ids: Collection[int]) -> tuple[int, dict[int, int]]:
    """As of one moment: the number up to which the log is complete, and the last time of each
    series (µs), `NOTHING` for one without readings."""
    with snapshot() as using:
        rows = SeriesState.objects.using(using).filter(series__in=ids, last__isnull=False)
        known = {pk: last for pk, last in rows.values_list("series_id", "last") if last is not None}
        return get_store().newest_commit(using), dict.fromkeys(ids, NOTHING) | known


def read_new(
    cursor: int, newest: Mapping[int, int], known: Callable[[int], bool]
) -> tuple[Delta, list[Series]]:
    """What was committed after `cursor`, for those who have followed all along.

    `newest` holds the series that are followed and the newest time of each that was sent
    (µs); `known` tells whether a series was seen before. Returns the delta, and the
    series that were not. Raises LogForgotten when the log does not reach back that far.
    """
    store = get_store()
    with snapshot() as using:
        if not log_reaches(cursor, using):
            raise LogForgotten
        number, commits = commits_after(cursor, store, using)
        touched = _by_series(stretches for _, stretches in commits)
        strangers = [pk for pk in touched if not known(pk)]
        found = list(Series.objects.using(using).filter(pk__in=strangers)) if strangers else []
        delta = Delta(number, gone=set(strangers) - {series.pk for series in found} - newest.keys())
        for pk in touched.keys() & newest.keys():
            for first, last in touched[pk].appended:
                if first <= newest[pk]:
                    delta.change(pk, first, min(last, newest[pk]))
            # Also beyond what was sent: a query in between may have answered what is gone
            # since, or a later reading, after which a page takes no earlier one.
            for first, last in touched[pk].late:
                delta.change(pk, first, last)
            end = max(last for _, last in touched[pk].appended + touched[pk].late)
            if end > newest[pk]:
                _send(delta, pk, newest[pk] + 1, end, store, using)
        _tell_states(delta, using)
        return delta, found


def read_missed(cursor: int, until: int, ids: Collection[int]) -> Delta | None:
    """What of these series was committed after `cursor` and up to `until`, for a client
    that was away; None when the log does not reach back that far."""
    store = get_store()
    with snapshot() as using:
        if not log_reaches(cursor, using):
            return None
        # Where numbers do not commit in order, a neighbour of the cursor may hold a later time.
        after = cursor if store.commits_in_order else 0
        commits = [entry for entry in commits_after(after, store, using)[1] if entry[0] <= until]
        before = _by_series(stretches for number, stretches in commits if number <= cursor)
        missed = _by_series(stretches for number, stretches in commits if number > cursor)
        delta = Delta(until)
        for pk in missed.keys() & set(ids):
            sent = max((last for _, last in before.get(pk, Touched()).appended), default=NOTHING)
            _replay(delta, pk, missed[pk], sent, store, using)
        delta.added = _born(missed, ids, using)
        delta.gone = _gone(missed, ids, using)
        _tell_states(delta, using)
        return delta


def _tell_states(delta: Delta, using: str) -> None:
    values = {pk: values for pk, (_, values) in delta.readings.items()}
    delta.states = memory.texts_of(values, using)


def _replay(delta: Delta, pk: int, touched: Touched, sent: int, store: Store, using: str) -> None:
    for first, last in touched.late:
        delta.change(pk, first, last)
        # It may be a deleted end, which the client was sent.
        sent = max(sent, last)
    later = [stretch for stretch in touched.appended if stretch[0] > sent]
    for first, last in touched.appended:
        if first <= sent:
            delta.change(pk, first, last)
    if later:
        _send(delta, pk, min(s[0] for s in later), max(s[1] for s in later), store, using)


def _born(missed: Mapping[int, Touched], ids: Collection[int], using: str) -> list[Series]:
    """Series whose first reading ever is among what was missed. Where readings before it were
    deleted or corrected, it may be an older one: it is added again rather than never."""
    states = SeriesState.objects.using(using).filter(series__in=missed.keys() & set(ids))
    born = [
        pk
        for pk, oldest in states.values_list("series_id", "first")
        if oldest is not None
        and any(first <= oldest for first, _ in missed[pk].appended + missed[pk].late)
    ]
    return list(Series.objects.using(using).filter(pk__in=born).order_by("pk"))


def _gone(missed: Mapping[int, Touched], ids: Collection[int], using: str) -> set[int]:
    """Series that were deleted: nothing else touches all time."""
    deleted = {pk for pk in missed if (EARLIEST, LATEST) in missed[pk].late} - set(ids)
    there = Series.objects.using(using).filter(pk__in=deleted).values_list("pk", flat=True)
    return deleted.difference(there)


def _by_series(commits: Iterable[Stretches]) -> dict[int, Touched]:
    touched: dict[int, Touched] = {}
    for stretches in commits:
        columns = (stretches.series, stretches.starts, stretches.ends, stretches.late)
        for pk, first, last, late in zip(*(c.tolist() for c in columns), strict=True):
            entry = touched.setdefault(pk, Touched())
            (entry.late if late else entry.appended).append((first, last))
    return touched


def _send(delta: Delta, pk: int, first: int, last: int, store: Store, using: str) -> None:
    """Readings of [first, last], or a note to ask for them when they are too many."""
    times, values = store.first_columns(pk, first, last + 1, MOST_READINGS + 1, using)
    if not len(times):
        return
    if len(times) > MOST_READINGS:
        # The stretch may have been announced wider than its readings reach.
        times, _ = store.newest_columns(pk, last + 1, 1, using)
        delta.change(pk, first, int(times[-1]))
    else:
        delta.readings[pk] = times, values
    delta.newest[pk] = int(times[-1])
