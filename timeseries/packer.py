"""Rows to blocks, and small blocks to large ones, without changing any answer.

Each function is one step in the caller's transaction, which holds the lock of the series. What
lies before `since` (µs) retention has let go and is about to remove: it is left alone, so that no
block comes to lie across. A reading is rewritten once from a row, and then once in each tier that
it rises through.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from . import blocks, spans
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


@dataclass(frozen=True, slots=True)
class Joining:
    """A series whose `small` blocks are to be joined. Those of one that is `settled`, to which
    nothing has come for long, are joined whatever they make together; those of others when they
    reach the next tier."""

    series: int
    small: Sequence[Extent]
    settled: bool
    since: int = EARLIEST


def join(wanted: Sequence[Joining]) -> dict[int, int]:
    """Join small blocks of series that lie side by side, of the first of them by as many readings
    as one step takes; how many readings of each series were taken, of those it came to."""
    kept = {
        one.series: [extent for extent in one.small if extent.start >= one.since] for one in wanted
    }
    several = [(pk, found[0].start, found[-1].start) for pk, found in kept.items() if found[1:]]
    between = spans.extents(several, WRITING)
    groups: list[tuple[int, Sequence[Extent]]] = []
    taken: dict[int, int] = {}
    for one in wanted:
        if sum(taken.values()) >= STEP_READINGS:
            break
        own = list(_for_one_step(_neighbours(between.get(one.series, ()), one.settled)))
        groups += [(one.series, group) for group in own]
        taken[one.series] = sum(map(_size, own))
    _rewrite(groups)
    return taken


def _rewrite(groups: Sequence[tuple[int, Sequence[Extent]]]) -> None:
    """Each group of neighbours as one run of readings."""
    packed = spans.packed([(pk, of[0].start, of[-1].start) for pk, of in groups], WRITING)
    runs = [
        (pk, *blocks.joined([one.unpack() for one in of]))
        for (pk, _), of in zip(groups, packed, strict=True)
    ]
    spans.remove([(pk, one.start) for pk, of in groups for one in of], WRITING)
    blocks.insert_all(runs, WRITING, plain=0)


def _for_one_step(groups: Sequence[list[Extent]]) -> Iterator[list[Extent]]:
    taken = 0
    for group in groups:
        yield group
        taken += _size(group)
        if taken >= STEP_READINGS:
            return


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
    size = 0
    for one in [*found, Extent(LATEST + 1, LATEST + 1, FULL_BLOCK)]:
        if one.count < ceiling:
            run.append(one)
            size += one.count
        if one.count >= ceiling or size >= FULL_BLOCK:
            if len(run) > 1 and size >= least:
                groups.append(run)
            run, size = [], 0
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
