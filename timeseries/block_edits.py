"""Readings taken out of blocks: by range, by time, and by age.

As in `blocks.py`, every function takes the alias to use and belongs into the caller's
transaction.
"""

from collections.abc import Iterator

import numpy as np
from django.db import connections

from . import blocks
from .batch import Times


def remove_before(series: int, end: int, using: str) -> None:
    """Remove the blocks that end before a time."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            'DELETE FROM timeseries_block WHERE series_id = %s AND start < %s AND "end" < %s',
            [series, end, end],
        )


def remove_within(series: int, start: int, end: int, using: str) -> None:
    """Remove the packed readings of [start, end): blocks inside it whole, those across an end
    of it written anew. A damaged block inside goes too; one across raises DamagedBlock."""
    across = [b for b in _packed_ends(series, start, end, using) if b.start < start or b.end >= end]
    kept = [(b, *b.unpack()) for b in across]
    with connections[using].cursor() as cursor:
        cursor.execute(
            'DELETE FROM timeseries_block WHERE series_id = %s AND start >= %s AND "end" < %s'
            " AND start < %s",
            [series, start, end, end],
        )
    blocks.remove(series, [b.start for b, _, _ in kept], using)
    for _, times, values in kept:
        low, high = np.searchsorted(times, [start, end])
        blocks.insert(series, times[:low], values[:low], using)
        blocks.insert(series, times[high:], values[high:], using)


def _packed_ends(series: int, start: int, end: int, using: str) -> list[blocks.Packed]:
    """The first and the last block that hold times of [start, end)."""
    first = blocks.packed_from(series, start, 1, using)
    last = blocks.packed_before(series, end, 1, using)
    found = {b.start: b for b in [*first, *last] if b.start < end and b.end >= start}
    return list(found.values())


def remove_times(series: int, times: Times, using: str) -> None:
    """Remove the packed readings at just these times (ascending)."""
    for block in _holding(series, times, using):
        own, values = block.unpack()
        kept = ~np.isin(own, times)
        if not kept.all():
            blocks.remove(series, [block.start], using)
            blocks.insert(series, own[kept], values[kept], using)


def _holding(series: int, times: Times, using: str) -> Iterator[blocks.Packed]:
    """The blocks between whose ends some of these times (ascending) lie."""
    while len(times):
        found = blocks.packed_from(series, int(times[0]), 1, using)
        if not found:
            return
        block = found[0]
        inside = np.searchsorted(times, [block.start, block.end + 1])
        if inside[1] > inside[0]:
            yield block
        times = times[max(int(inside[1]), int(inside[0])) :]
