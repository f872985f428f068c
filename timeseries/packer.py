"""Rows to blocks, and small blocks to large ones, without changing any answer.

Each function is one step for one series in the caller's transaction, which holds the series'
lock. What lies before `since` (µs) retention has let go and is about to remove: it is left alone,
so that no block comes to lie across. A reading is rewritten once from a row, and then once in
each tier that it rises through.
"""

from collections.abc import Sequence

import numpy as np

from . import blocks
from .batch import Times, Values
from .blocks import Extent
from .models import FULL_BLOCK
from .store import WRITING, get_store
from .timerange import EARLIEST, LATEST, MINUTE, now

# So many rows are worth a block; so many are when they have waited for long.
ROWS, OLD_ROWS = 256, 16
OLD = 10 * MINUTE
# What one step takes up: rows, blocks that rows fall into, and readings of small blocks.
STEP_ROWS, STEP_BLOCKS, STEP_READINGS = 4_096, 16, 65_536
# Neighbours are joined when together they reach the next of these sizes.
TIERS = (256, FULL_BLOCK)


def rows_are_due(count: int, first: int) -> bool:
    """Whether a series with so many rows, the first of them at a time (µs), has some to pack."""
    return count >= ROWS or (count >= OLD_ROWS and first < now() - OLD)


def fold_rows(series: int, since: int = EARLIEST) -> int:
    """Fold the first rows of a series into blocks; how many."""
    times, _ = get_store().first_rows(series, since, LATEST + 1, STEP_ROWS, WRITING)
    if not len(times):
        return 0
    found = blocks.extents(series, int(times[0]), int(times[-1]) + 1, WRITING)
    hit = _hit(times, found)
    if len(hit) > STEP_BLOCKS:
        times = times[times <= hit[STEP_BLOCKS - 1].end]
        hit = hit[:STEP_BLOCKS]
        found = [one for one in found if one.start <= times[-1]]
    rows = get_store().take_rows(series, int(times[0]), int(times[-1]) + 1)
    for low, high in _slots(rows[0], found):
        own, values = rows[0][low:high], rows[1][low:high]
        _insert_among(series, own, values, hit)
    return len(rows[0])


def join(series: int, settled: bool, since: int = EARLIEST) -> int:
    """Join small blocks of a series that lie side by side; how many readings they hold.

    Those of a series that is `settled`, to which nothing has come for long, whatever they make
    together; others when they reach the next tier.
    """
    found = [one for one in blocks.small(series, WRITING) if one.start >= since]
    if len(found) < 2:
        return 0
    between = blocks.extents(series, found[0].start, found[-1].end + 1, WRITING)
    taken = 0
    for group in _neighbours(between, settled):
        whole = blocks.read(series, group[0].start, group[-1].end + 1, WRITING)
        blocks.remove(series, [one.start for one in group], WRITING)
        blocks.insert(series, *whole, WRITING)
        taken += len(whole[0])
        if taken >= STEP_READINGS:
            break
    return taken


def _neighbours(found: Sequence[Extent], settled: bool) -> list[list[Extent]]:
    """Groups of two and more neighbours that are to be joined into full blocks and a rest."""
    groups: list[list[Extent]] = []
    for ceiling in reversed(TIERS):
        groups = groups or _groups(found, ceiling, 0 if settled else ceiling)
    return groups


def _groups(found: Sequence[Extent], ceiling: int, least: int) -> list[list[Extent]]:
    """Neighbours below a size: as many as make a full block, or all that there are when they
    make `least` readings."""
    groups: list[list[Extent]] = []
    run: list[Extent] = []
    for one in [*found, Extent(LATEST + 1, LATEST + 1, FULL_BLOCK)]:
        if one.count < ceiling:
            run = [*run, one]
        if one.count >= ceiling or _size(run) >= FULL_BLOCK:
            if len(run) > 1 and _size(run) >= least:
                groups.append(run)
            run = []
    return groups


def _size(run: Sequence[Extent]) -> int:
    return sum(one.count for one in run)


def _hit(times: Times, found: Sequence[Extent]) -> list[Extent]:
    """The blocks between whose ends some of these times lie."""
    return [
        one
        for one in found
        if np.searchsorted(times, one.end, side="right") > np.searchsorted(times, one.start)
    ]


def _slots(times: Times, found: Sequence[Extent]) -> list[tuple[int, int]]:
    """Where times (ascending) fall into other blocks, or gaps between blocks: [low, high) of
    their positions."""
    edges = np.array([edge for one in found for edge in (one.start, one.end + 1)], np.int64)
    slot = np.searchsorted(edges, times, side="right")
    starts = np.flatnonzero(np.diff(slot, prepend=-1)).tolist()
    return list(zip(starts, [*starts[1:], len(times)], strict=True))


def _insert_among(series: int, times: Times, values: Values, hit: Sequence[Extent]) -> None:
    block = next((one for one in hit if one.start <= times[0] <= one.end), None)
    if block is None:
        blocks.insert(series, times, values, WRITING)
        return
    below = blocks.read(series, block.start, block.end + 1, WRITING)
    blocks.remove(series, [block.start], WRITING)
    blocks.insert(series, *blocks.overlay(below, (times, values)), WRITING)
