"""Packed runs of readings in the table of blocks: read, insert, remove.

Blocks of a series never overlap. Every function takes the alias to use; writing belongs into
the caller's transaction. Nothing here knows of rows: `store.py` lays them over.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connections

from .batch import Times, Values
from .block_rows import PLAIN_BLOCK, BlockRun, rows_of
from .errors import LivecurveError
from .models import FULL_BLOCK
from .packing import DamagedArray, unpack
from .unpacked import unpacked

_TIMES, _VALUES = np.dtype(np.int64), np.dtype(np.float64)
_COLUMNS = 'start, "end", count, times, "values"'
# From the block on that holds a time, found by key: of the series, and three times the time.
_FROM = (
    " AND start >= coalesce((SELECT max(start) FROM timeseries_block"
    ' WHERE series_id = %s AND start <= %s), %s) AND "end" >= %s'
)
# Blocks that are unpacked at once where a number of readings is asked for, or as many as that
# number makes full ones of.
FEW = 8


class DamagedBlock(LivecurveError):
    """A block whose bytes are not what was written."""

    status = 500
    code = "damaged_block"


@dataclass(frozen=True, slots=True)
class Packed:
    """A block as it is stored: its first and last time (µs), how many readings, their bytes."""

    series: int
    start: int
    end: int
    count: int
    times: bytes
    values: bytes

    def unpack(self) -> tuple[Times, Values]:
        """Its readings, ascending. Raises DamagedBlock."""
        return self._by(unpack)

    def recall(self) -> tuple[Times, Values]:
        """The same for those who ask again, to be read only."""
        return self._by(unpacked.of)

    def _by(self, unpack: Callable[[bytes, np.dtype[Any]], Any]) -> tuple[Times, Values]:
        try:
            times, values = unpack(self.times, _TIMES), unpack(self.values, _VALUES)
        except DamagedArray as error:
            raise self._damaged() from error
        if not len(times) == len(values) == self.count:
            raise self._damaged()
        return times, values

    def _damaged(self) -> DamagedBlock:
        return DamagedBlock(
            f"The block of series {self.series} from {self.start} to {self.end} µs is damaged: "
            "`manage.py checkstore` says what else is; restore it from a backup or delete "
            "its range."
        )


@dataclass(frozen=True, slots=True)
class Extent:
    """A block without its readings."""

    start: int
    end: int
    count: int


@dataclass(frozen=True, slots=True)
class Size:
    """A block without its readings, and how many bytes these take."""

    start: int
    end: int
    count: int
    size: int


def packed(series: int, start: int, end: int, using: str) -> list[Packed]:
    """The blocks that hold times of [start, end), ascending, found by key."""
    rows = _rows(
        f"SELECT {_COLUMNS} FROM timeseries_block WHERE series_id = %s AND start < %s"
        f"{_FROM} ORDER BY start",
        [series, end, series, start, start, start],
        using,
    )
    return [_packed(series, row) for row in rows]


def packed_from(series: int, start: int, most: int, using: str) -> list[Packed]:
    """The first `most` blocks that end at `start` or after it, ascending."""
    rows = _rows(
        f"SELECT {_COLUMNS} FROM timeseries_block WHERE series_id = %s"
        f"{_FROM} ORDER BY start LIMIT %s",
        [series, series, start, start, start, most],
        using,
    )
    return [_packed(series, row) for row in rows]


def packed_before(series: int, before: int, most: int, using: str) -> list[Packed]:
    """The last `most` blocks that start before a time, descending."""
    rows = _rows(
        f"SELECT {_COLUMNS} FROM timeseries_block WHERE series_id = %s AND start < %s"
        " ORDER BY start DESC LIMIT %s",
        [series, before, most],
        using,
    )
    return [_packed(series, row) for row in rows]


def extents(series: int, start: int, end: int, using: str) -> list[Extent]:
    """Where the blocks that hold times of [start, end) lie, ascending."""
    rows = _rows(
        'SELECT start, "end", count FROM timeseries_block WHERE series_id = %s AND start < %s'
        f"{_FROM} ORDER BY start",
        [series, end, series, start, start, start],
        using,
    )
    return [Extent(*row) for row in rows]


def sizes(series: int, start: int, end: int, most: int, using: str) -> list[Size]:
    """The first `most` blocks that begin in [start, end), ascending."""
    rows = _rows(
        'SELECT start, "end", count, length(times) + length("values") FROM timeseries_block'
        " WHERE series_id = %s AND start >= %s AND start < %s ORDER BY start LIMIT %s",
        [series, start, end, most],
        using,
    )
    return [Size(*row) for row in rows]


def read(
    series: int, start: int, end: int, using: str, damaged: list[Extent] | None = None
) -> tuple[Times, Values]:
    """The packed readings of [start, end), ascending. A damaged block raises DamagedBlock, or
    is left out and noted in `damaged`."""
    return _clipped(_unpacked(packed(series, start, end, using), damaged), start, end)


def read_first(
    series: int,
    start: int,
    end: int,
    most: int,
    using: str,
    damaged: list[Extent] | None = None,
) -> tuple[Times, Values]:
    """The first `most` packed readings of [start, end), ascending; damage as in `read`."""
    parts: list[tuple[Times, Values]] = []
    begin, found = start, 0
    few = max(FEW, most // FULL_BLOCK)
    while found < most:
        blocks = [b for b in packed_from(series, begin, few, using) if b.start < end]
        parts.append(_clipped(_unpacked(blocks, damaged), begin, end))
        found += len(parts[-1][0])
        if len(blocks) < few:
            break
        begin = blocks[-1].end + 1
    times, values = joined(parts)
    return times[:most], values[:most]


def read_last(
    series: int, before: int, most: int, using: str, damaged: list[Extent] | None = None
) -> tuple[Times, Values]:
    """The last `most` packed readings before a time, ascending; damage as in `read`."""
    parts: list[tuple[Times, Values]] = []
    found, fetched = 0, 1
    while found < most:
        blocks = packed_before(series, before, fetched, using)
        if not blocks:
            break
        part = _clipped(_unpacked(blocks[::-1], damaged), blocks[-1].start, before)
        parts.append(part)
        found += len(part[0])
        before, fetched = blocks[-1].start, FEW
    times, values = joined(parts[::-1])
    return times[-most:], values[-most:]


def every(series: int, using: str) -> Iterator[Packed]:
    """All blocks by their starts, descending: where one ends may be what is wrong with it."""
    before = 2**63 - 1
    while found := packed_before(series, before, 64, using):
        yield from found
        before = found[-1].start


def verify(series: int, using: str) -> None:
    """Raises DamagedBlock when there is one."""
    for block in every(series, using):
        block.unpack()


def insert(series: int, times: Times, values: Values, using: str) -> None:
    """Readings, ascending, as blocks. The caller knows that no block holds times between."""
    insert_all([(series, times, values)], using, plain=0)


def insert_all(runs: Sequence[BlockRun], using: str, plain: int = PLAIN_BLOCK) -> None:
    """Runs of readings (series, times ascending, values), each as one block or more.

    A block of fewer than `plain` readings is not compressed: it will be when it is joined.
    """
    rows = rows_of(runs, plain)
    if rows:
        with connections[using].cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO timeseries_block (series_id, {_COLUMNS})"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                rows,
            )


def remove(series: int, starts: Sequence[int], using: str) -> None:
    """Remove the blocks that start at these times."""
    with connections[using].cursor() as cursor:
        cursor.executemany(
            "DELETE FROM timeseries_block WHERE series_id = %s AND start = %s",
            [(series, start) for start in starts],
        )


def overlay(below: tuple[Times, Values], above: tuple[Times, Values]) -> tuple[Times, Values]:
    """Both runs as one, ascending; at the same time `above` stands."""
    if not len(above[0]):
        return below
    if not len(below[0]):
        return above
    if below[0][-1] < above[0][0]:
        return joined([below, above])
    times = np.concatenate([below[0], above[0]])
    values = np.concatenate([below[1], above[1]])
    # Stable: of equal times the one from above is the last.
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    last = np.append(times[1:] != times[:-1], True)
    return times[last], values[last]


def joined(parts: Sequence[tuple[Times, Values]]) -> tuple[Times, Values]:
    """Runs that follow each other as one."""
    if len(parts) == 1:
        return parts[0]
    return (
        np.concatenate([np.empty(0, np.int64), *(times for times, _ in parts)]),
        np.concatenate([np.empty(0), *(values for _, values in parts)]),
    )


def _unpacked(blocks: Sequence[Packed], damaged: list[Extent] | None) -> tuple[Times, Values]:
    parts = []
    for block in blocks:
        try:
            parts.append(block.recall())
        except DamagedBlock:
            if damaged is None:
                raise
            damaged.append(Extent(block.start, block.end, block.count))
    return joined(parts)


def _clipped(run: tuple[Times, Values], start: int, end: int) -> tuple[Times, Values]:
    times, values = run
    if not len(times) or (start <= times[0] and times[-1] < end):
        return run
    low, high = np.searchsorted(times, [start, end])
    return times[low:high], values[low:high]


def _packed(series: int, row: tuple[int, int, int, bytes, bytes]) -> Packed:
    start, end, count, times, values = row
    return Packed(series, start, end, count, bytes(times), bytes(values))


def _rows(sql: str, parameters: list[int], using: str) -> list[Any]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
