"""Runs of readings to rows of the table of blocks."""

from collections.abc import Iterator, Sequence

import numpy as np

from .batch import Times, Values
from .models import FULL_BLOCK
from .packing import pack, pack_each

# What comes in by fewer readings at once waits uncompressed for others to be joined with.
PLAIN_BLOCK = 256

# A series, and readings of it with ascending times.
BlockRun = tuple[int, Times, Values]
# A block: its series, its first and last time (µs), how many readings, and their bytes.
BlockRow = tuple[int, int, int, int, bytes, bytes]


def rows_of(runs: Sequence[BlockRun], plain: int) -> list[BlockRow]:
    """Each run as one block or more; one of fewer than `plain` readings is not compressed."""
    short = [run for run in runs if 0 < len(run[1]) < min(plain, FULL_BLOCK)]
    others = [run for run in runs if len(run[1]) >= min(plain, FULL_BLOCK)]
    rows = _plain_rows(short) if short else []
    return rows + [row for run in others for row in _cut(*run, plain)]


def packed_size(times: Times, values: Values) -> int:
    """The bytes that readings take as a compressed block."""
    return sum(len(pack(array, 0)) for array in (times, values))


def _plain_rows(runs: Sequence[BlockRun]) -> list[BlockRow]:
    """Runs that are not compressed, each one block: packed together, as there may be thousands."""
    series, times, values = zip(*runs, strict=True)
    edges = np.cumsum([0, *map(len, times)])
    column = np.concatenate(times)
    columns = (column[edges[:-1]].tolist(), column[edges[1:] - 1].tolist(), np.diff(edges).tolist())
    packed = pack_each(column, edges), pack_each(np.concatenate(values), edges)
    return list(zip(series, *columns, *packed, strict=True))


def _cut(series: int, times: Times, values: Values, plain: int) -> Iterator[BlockRow]:
    # The last one takes a rest that would make less than half a block.
    pieces = (len(times) + FULL_BLOCK // 2) // FULL_BLOCK or min(1, len(times))
    for piece in range(pieces):
        end = (piece + 1) * FULL_BLOCK if piece < pieces - 1 else len(times)
        own, of = times[piece * FULL_BLOCK : end], values[piece * FULL_BLOCK : end]
        yield series, int(own[0]), int(own[-1]), len(own), pack(own, plain), pack(of, plain)
