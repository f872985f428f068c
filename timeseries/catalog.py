"""Which series there are: found by selector or search, found or created in bulk by key."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import islice
from operator import and_, or_
from threading import Lock
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import orjson
from django.db.models import F, Q, QuerySet

from .batch import NO_NOTE, Note
from .errors import NotFound, TooManySeries
from .models import GAUGE, Series, SeriesState
from .prepared import Statement, attributes
from .selector import Pattern, Selector, parse_selector
from .series_key import DESCRIPTION_LENGTH, KEY_BYTES, SeriesKey, escape

MATCHES = 1_000
CACHED = 200_000
# SQLite takes at most 250,000 parameters and PostgreSQL 65,535 in one statement.
CHUNK = 2_000
# SQLite takes expressions of a depth of at most 1,000; a few tags tell enough apart.
CONDITIONS = 10
# Of one tag. More are left to Python.
ALTERNATIVES = 20
LARGEST_ID = 2**63 - 1
# So many that a search has found are sorted here.
FEW = 2_000
# The orders in which a search may tell what it has found.
SORTS: dict[str, tuple[Any, ...]] = {
    "key": ("key",),
    "last": (F("state__last").desc(nulls_last=True), "key"),
}
# Dashboards ask for the same selectors again and again.
PREPARED = 1_024

_SERIES, _STATE = attributes(Series), attributes(SeriesState)
_NAME, _TAGS = _SERIES.index("name"), _SERIES.index("tags")
_OF, _RUNG_FROM = _STATE.index("series_id"), _STATE.index("rung_from")


K = TypeVar("K", bound=Hashable)


class KeyCache(Generic[K]):
    """Numbers by key (ids of series, codes of texts), the oldest leaving first. Safe across
    threads."""

    def __init__(self, size: int = CACHED) -> None:
        self._size = size
        self._ids: dict[K, int] = {}
        self._lock = Lock()

    def get(self, keys: Iterable[K]) -> list[int | None]:
        """The ids in the order of the keys, None for those that are not known. To find the hash
        of a key with many tags is what takes time here: it is done once."""
        with self._lock:
            return list(map(self._ids.get, keys))

    def put(self, ids: Mapping[K, int]) -> None:
        with self._lock:
            self._ids.update(ids)
            for key in list(islice(self._ids, max(0, len(self._ids) - self._size))):
                del self._ids[key]

    def clear(self) -> None:
        with self._lock:
            self._ids.clear()


def find_or_create(
    keys: Sequence[SeriesKey],
    units: Mapping[SeriesKey, str],
    using: str = "default",
    notes: Mapping[SeriesKey, Note] = MappingProxyType({}),
) -> dict[SeriesKey, int]:
    """The ids of all keys; series that are not there yet are made, with what their senders say
    of them, inside the caller's transaction. Two processes that make the same series at once
    get the same one."""
    ids = ids_of(keys, using)
    # In one order everywhere: two that make the same series never wait for each other.
    missing = sorted((key for key in keys if key not in ids), key=lambda key: key.text)
    if missing:
        Series.objects.using(using).bulk_create(
            [_new_series(key, units.get(key, ""), notes.get(key, NO_NOTE)) for key in missing],
            batch_size=CHUNK,
            ignore_conflicts=True,
        )
        ids.update(ids_of(missing, using))
    return ids


def _new_series(key: SeriesKey, unit: str, note: Note) -> Series:
    return Series(
        name=key.name,
        tags=dict(key.tags),
        key=key.text,
        unit=unit or note.unit,
        semantics=note.semantics or GAUGE,
        description=note.description[:DESCRIPTION_LENGTH],
    )


def ids_of(keys: Sequence[SeriesKey], using: str) -> dict[SeriesKey, int]:
    """The ids of those that are there."""
    ids: dict[SeriesKey, int] = {}
    for start in range(0, len(keys), CHUNK):
        chunk = {key.text: key for key in keys[start : start + CHUNK]}
        rows = Series.objects.using(using).filter(key__in=list(chunk)).values_list("key", "pk")
        ids.update({chunk[text]: pk for text, pk in rows})
    return ids


def fill_units(
    ids: Mapping[SeriesKey, int], units: Mapping[SeriesKey, str], using: str = "default"
) -> None:
    """Units that senders named, for series that have none yet: what people set stays."""
    by_unit: dict[str, list[int]] = {}
    for key, unit in units.items():
        by_unit.setdefault(unit, []).append(ids[key])
    for unit, pks in by_unit.items():
        for start in range(0, len(pks), CHUNK):
            chunk = pks[start : start + CHUNK]
            Series.objects.using(using).filter(pk__in=chunk, unit="").update(unit=unit)


def resolve(text: str, using: str = "default") -> list[Series]:
    """The series of an id (all digits) or a selector, in the order of their ids.

    Raises NotFound for an id that no series has, BadSelector, and TooManySeries.
    """
    if not (text.isascii() and text.isdecimal()):
        return matching(parse_selector(text), using)
    # More digits than an id has: no database is asked for it.
    pk = int(text) if len(text) < 20 else LARGEST_ID + 1
    found = [_series(row, using) for row in _by_id(using).rows(using, [min(pk, LARGEST_ID)])]
    if not found:
        raise NotFound(f"There is no series with id {text[:20]}: see /api/series.")
    return found


def matching(selector: Selector, using: str = "default") -> list[Series]:
    """All series that a selector names, in the order of their ids. Raises TooManySeries."""
    known = len(selector.text) <= KEY_BYTES
    statement = (_by_selector if known else _by_selector.__wrapped__)(selector, using)
    found: list[Series] = []
    for row in statement.rows(using):
        if selector.matches(row[_NAME], orjson.loads(row[_TAGS])):
            found.append(_series(row, using))
            if len(found) > MATCHES:
                raise TooManySeries(
                    f"series takes a selector of at most {MATCHES} series: add tags to it."
                )
    return found


@lru_cache
def _by_id(using: str) -> Statement:
    return Statement.of(Series.objects.using(using).select_related("state").filter(pk=0))


@lru_cache(maxsize=PREPARED)
def _by_selector(selector: Selector, using: str) -> Statement:
    return Statement.of(candidates(selector, using))


def _series(row: Sequence[Any], using: str) -> Series:
    """A series with its state, None where it has none, from the row that the ORM selects."""
    values, rest = list(row[: len(_SERIES)]), list(row[len(_SERIES) :])
    values[_TAGS] = orjson.loads(values[_TAGS])
    series = Series.from_db(using, _SERIES, values)
    state = None
    if rest[_OF] is not None:
        rest[_RUNG_FROM] = orjson.loads(rest[_RUNG_FROM])
        state = SeriesState.from_db(using, _STATE, rest)
    Series._meta.get_field("state").set_cached_value(series, state)
    return series


def candidates(selector: Selector, using: str) -> QuerySet[Series]:
    """What the database can tell apart: the literal name and literal tags; the rest is
    left to `Selector.matches`."""
    # By the key, which holds tags as they are in a selector: a lookup into JSON takes tags
    # such as `in`, `0` or `a__gt` for something else. It may find more, but never less.
    literal = [
        reduce(or_, (Q(key__contains=f'{escape(matcher.tag)}="{escape(one)}"') for one in found))
        for matcher in selector.matchers
        if not matcher.negated and (found := _few(matcher.pattern)) and "" not in found
    ]
    conditions = literal[:CONDITIONS]
    if names := _few(selector.name):
        conditions.append(Q(name__in=names))
    query = Series.objects.using(using).select_related("state").order_by("pk")
    return query.filter(reduce(and_, conditions)) if conditions else query


def _few(pattern: Pattern) -> list[str]:
    """The literal texts of which one has to match, where that is so and they are few."""
    few = not pattern.globs and len(pattern.literals) <= ALTERNATIVES
    return sorted(pattern.literals) if few else []


def search(
    text: str, offset: int, limit: int, using: str, sort: str = "key"
) -> tuple[list[Series], int]:
    """Series whose key or label holds every word of a text, with their states: those from a
    place on in an order of `SORTS`, and how many there are in all."""
    found = Series.objects.using(using).order_by(*SORTS[sort]).select_related("state")
    for word in text.split():
        found = found.filter(Q(key__icontains=word) | Q(label__icontains=word))
    if not text.split() or sort != "key":
        return list(found[offset : offset + limit]), found.count()
    # All keys are looked through once, in the order in which they lie.
    few = sorted(found.order_by().values_list("key", "pk")[: FEW + 1])
    if len(few) > FEW:
        # Of many the first are soon found in the order of their keys, and the database counts
        # faster than rows could be fetched.
        return list(found[offset : offset + limit]), found.count()
    ids = [pk for _, pk in few[offset : offset + limit]]
    page = Series.objects.using(using).select_related("state").in_bulk(ids)
    return [page[pk] for pk in ids], len(few)
