"""The rungs of a series' rollups in their table: rows of 512 aligned buckets, as columns.

Every function takes the alias to use; writing belongs into the caller's transaction.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from django.db import connections

from .buckets import COLUMNS, Buckets
from .models import RollupBlock
from .packing import DamagedArray, PackedField, pack, unpack
from .unpacked import unpacked

SLOTS = 512

# A row as it is stored: series, width, start, and the bytes of its columns.
Row = tuple[Any, ...]
# A series, a width, and the first and the last start (µs) of rows, both included; so many of
# them are asked for in one statement.
Span = tuple[int, int, int, int]
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Size:
    """A row: where it begins, how many buckets it has, and the bytes that they take."""

    start: int
    count: int
    size: int


_STORED = ("slot", *COLUMNS[1:])
_DTYPES = {
    field.name: field.dtype for field in RollupBlock._meta.fields if isinstance(field, PackedField)
}
_FIRST_ROW = (
    "coalesce((SELECT max(start) FROM timeseries_rollupblock"
    " WHERE series_id = %s AND width = %s AND start <= %s), %s)"
)
_UPSERT = (
    "INSERT INTO timeseries_rollupblock (series_id, width, start, {names}) VALUES ({values})"
    " ON CONFLICT (series_id, width, start) DO UPDATE SET {updates}"
).format(
    names=", ".join(f'"{name}"' for name in _STORED),
    values=", ".join(["%s"] * (3 + len(_STORED))),
    updates=", ".join(f'"{name}" = excluded."{name}"' for name in _STORED),
)
# Columns that no answer with this one in it can do without.
ALL = frozenset(COLUMNS)


class DamagedRollup(DamagedArray):
    """A row of rollups whose bytes are not what was written."""

    code = "damaged_rollup"


def read(
    series: int,
    width: int,
    start: int,
    end: int,
    using: str,
    columns: Collection[str] = ALL,
) -> Buckets:
    """The buckets of a rung that start in [start, end), ascending.

    Of those that are not among `columns` nothing is unpacked: they hold zeros. Raises
    DamagedRollup.
    """
    names = [name for name in _STORED if name == "slot" or name in columns]
    found = _rows(series, width, start, end, names, using)
    return _unpacked(series, width, found, names).between(start, end)


def first(series: int, width: int, start: int, end: int, using: str) -> Buckets:
    """The first of the buckets of a rung that start in [start, end), if there is one."""
    return _beside(series, width, start, end, "ASC", using).select(slice(None, 1))


def newest(series: int, width: int, start: int, end: int, using: str) -> Buckets:
    """The last of them, if there is one."""
    return _beside(series, width, start, end, "DESC", using).select(slice(-1, None))


def _beside(series: int, width: int, start: int, end: int, order: str, using: str) -> Buckets:
    """The buckets in the first two rows of an order: that at the end of the range may hold only
    what lies outside."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT start FROM timeseries_rollupblock"
            f" WHERE series_id = %s AND width = %s AND start >= {_FIRST_ROW} AND start < %s"
            f" ORDER BY start {order} LIMIT 2",
            [series, width, series, width, start, start, end],
        )
        rows = sorted(at for (at,) in cursor.fetchall())
    whole = SLOTS * width
    parts = [read(series, width, max(start, at), min(end, at + whole), using) for at in rows]
    return Buckets.concatenate(parts)


def replace(series: int, width: int, start: int, end: int, buckets: Buckets, using: str) -> None:
    """Let these be the buckets of a rung that start in [start, end), and no others.

    Only rows that are there or are needed are touched, however long the stretch is.
    """
    first = row_of(width, start)
    low_row = read(series, width, first, start, using)
    last = row_of(width, end - 1)
    high_row = read(series, width, end, last + SLOTS * width, using)
    remove(series, width, first, last + SLOTS * width, using)
    write(_packed(series, width, Buckets.concatenate([low_row, buckets, high_row])), using)


def row_of(width: int, time: int) -> int:
    """Where the row begins that has the bucket of a time (µs)."""
    return time // (SLOTS * width) * SLOTS * width


def whole_rows(spans: Sequence[Span], using: str) -> dict[tuple[int, int], Buckets]:
    """The buckets in the rows that begin in the spans, by series and width. Raises
    DamagedRollup."""
    found: dict[tuple[int, int], list[Any]] = {span[:2]: [] for span in spans}
    for first in range(0, len(spans), AT_ONCE):
        among = ", ".join(map(str, spans[first : first + AT_ONCE]))
        with connections[using].cursor() as cursor:
            cursor.execute(
                f"WITH span (pk, wide, low, high) AS (VALUES {among})"
                f" SELECT pk, wide, start, {_names(_STORED)}"
                " FROM span CROSS JOIN timeseries_rollupblock"
                " WHERE series_id = pk AND width = wide AND start >= low AND start <= high"
                " ORDER BY pk, wide, start"
            )
            for pk, width, *row in cursor.fetchall():
                found[pk, width].append(row)
    return {(pk, width): _unpacked(pk, width, rows) for (pk, width), rows in found.items()}


def appended(series: int, width: int, held: Buckets, buckets: Buckets) -> list[Row]:
    """The rows to write for buckets that are later than all of a rung, of whose last row `held`
    has what is stored."""
    if not len(buckets):
        return []
    at = int(buckets.times[0])
    before = held.between(row_of(width, at), at)
    return _packed(series, width, Buckets.concatenate([before, buckets]))


def write(rows: Sequence[Row], using: str) -> None:
    """Insert rows, of any series and widths, or replace what is stored of them."""
    if rows:
        with connections[using].cursor() as cursor:
            cursor.executemany(_UPSERT, rows)


def patch(
    series: int, width: int, spans: Sequence[tuple[int, int]], buckets: Buckets, using: str
) -> None:
    """Let these be the buckets of a rung that start in the spans [start, end), which ascend,
    and no others there. A row is written once, however many spans fall into it."""
    for group in _by_row(spans, SLOTS * width):
        low, high = group[0][0], group[-1][1]
        stored = read(series, width, low, high, using)
        edges = np.array(group, np.int64).ravel()
        outside = np.searchsorted(edges, stored.times, side="right") % 2 == 0
        parts = [stored.take(np.flatnonzero(outside)), buckets.between(low, high)]
        both = Buckets.concatenate(parts)
        whole = both.take(np.argsort(both.times, kind="stable"))
        replace(series, width, low, high, whole, using)


def _by_row(spans: Sequence[tuple[int, int]], row: int) -> Iterator[list[tuple[int, int]]]:
    """Spans that begin in the row in which the one before them ends, together."""
    group: list[tuple[int, int]] = []
    for start, end in spans:
        if group and start // row != (group[-1][1] - 1) // row:
            yield group
            group = []
        group.append((start, end))
    if group:
        yield group


def remove(series: int, width: int, start: int, end: int, using: str) -> None:
    """Remove the rows that start in [start, end)."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "DELETE FROM timeseries_rollupblock"
            " WHERE series_id = %s AND width = %s AND start >= %s AND start < %s",
            [series, width, start, end],
        )


def sizes(series: int, width: int, start: int, end: int, most: int, using: str) -> list[Size]:
    """The first `most` rows that lie in [start, end), ascending."""
    lengths = " + ".join(f'length("{name}")' for name in _STORED)
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT start, slot, {lengths} FROM timeseries_rollupblock"
            " WHERE series_id = %s AND width = %s AND start >= %s AND start <= %s"
            " ORDER BY start LIMIT %s",
            [series, width, start, end - SLOTS * width, most],
        )
        return [Size(at, _slots(slot), size) for at, slot, size in cursor.fetchall()]


def lower_part(series: int, width: int, at: int, using: str) -> tuple[int, int]:
    """Of the row that lies across a time, how many buckets start before it, and by how many
    bytes it becomes smaller without them."""
    begin = row_of(width, at)
    whole = read(series, width, begin, begin + SLOTS * width, using)
    left = whole.between(at, begin + SLOTS * width)
    return len(whole) - len(left), _size(whole, width) - _size(left, width)


def _size(buckets: Buckets, width: int) -> int:
    return sum(map(len, _columns(buckets, width))) if len(buckets) else 0


def _slots(slot: bytes) -> int:
    try:
        return len(unpack(bytes(slot), _DTYPES["slot"]))
    except DamagedArray:
        return 0


def widths(series: int, using: str) -> list[int]:
    """The rungs of which something is stored, ascending."""
    found = RollupBlock.objects.using(using).filter(series=series).order_by("width")
    return list(found.values_list("width", flat=True).distinct())


def _packed(series: int, width: int, buckets: Buckets) -> list[Row]:
    """Buckets as the rows that hold them."""
    rows = buckets.times // (SLOTS * width)
    starts = np.flatnonzero(np.diff(rows, prepend=rows[:1] - 1)).tolist()
    return [
        (series, width, start, *_columns(buckets.select(slice(low, high)), width))
        for low, high in pairwise([*starts, len(buckets)])
        for start in [int(rows[low]) * SLOTS * width]
    ]


def _unpacked(
    series: int, width: int, rows: Sequence[Sequence[Any]], names: Sequence[str] = _STORED
) -> Buckets:
    """The buckets of rows, each its start and the columns of these names, ascending."""
    try:
        parts = [_buckets(row[0], width, dict(zip(names, row[1:], strict=True))) for row in rows]
    except DamagedArray as error:
        raise DamagedRollup(
            f"A rollup of series {series}, {width} µs wide, is damaged: "
            f"`manage.py rebuildrollups {series}` builds it anew."
        ) from error
    return Buckets.concatenate(parts)


def _columns(buckets: Buckets, width: int) -> Iterable[bytes]:
    """The bytes of a row."""
    yield pack(buckets.times // width % SLOTS)
    for name in COLUMNS[1:]:
        column = getattr(buckets, name)
        yield pack(column - buckets.times if name.endswith("_at") else column)


def _buckets(start: int, width: int, packed: dict[str, bytes]) -> Buckets:
    columns = {name: unpacked.of(bytes(data), _DTYPES[name]) for name, data in packed.items()}
    times = start + columns.pop("slot") * width
    if any(len(column) != len(times) for column in columns.values()):
        raise DamagedArray("The columns of a rollup are not of one length.")
    for name in columns:
        if name.endswith("_at"):
            columns[name] = columns[name] + times
    return Buckets(
        times=times,
        **{
            name: columns[name] if name in columns else np.zeros(len(times), _DTYPES[name])
            for name in COLUMNS[1:]
        },
    )


def _rows(
    series: int, width: int, start: int, end: int, names: Collection[str], using: str
) -> list[Any]:
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT start, {_names(names)} FROM timeseries_rollupblock"
            f" WHERE series_id = %s AND width = %s AND start >= {_FIRST_ROW} AND start < %s"
            " ORDER BY start",
            [series, width, series, width, start, start, end],
        )
        rows: list[Any] = cursor.fetchall()
        return rows


def _names(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
