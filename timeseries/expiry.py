"""What retention takes: in one short step what is answered, then in steps what is stored.

First the horizons of a series move, all in one transaction, and what lies across them is cut:
from there on no answer takes anything from before them. Then what lies before them is removed,
a bounded number of rows at a time. Each function belongs into the caller's transaction, which
holds the series' lock; what only counts may read anywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from . import block_edits, blocks, rungs
from .batch import Times
from .block_rows import packed_size
from .buckets import Buckets
from .ends import ends_of
from .resolutions import RAW
from .states import State, save_states
from .store import WRITING, Store, Stretches, get_store, log_commit

# What one step removes: blocks, rows of readings, rows of rollups.
STEP_BLOCKS, STEP_ROWS, STEP_ROLLUPS = 64, 4_096, 64
# Of a reading that is not packed: its series, time and value.
ROW_BYTES = 24
# Before all that is stored: rows of rollups begin before the first that is in them.
ALWAYS = -(2**63)


@dataclass(frozen=True, slots=True)
class Gone:
    """How many readings (level `RAW`) or buckets of a width (µs) went, up to where, and how
    many bytes they took."""

    level: int
    count: int
    size: int
    until: int


def move_horizons(state: State, marks: Mapping[int, int]) -> list[Gone]:
    """Let levels end where `retention.marks` says; what was cut off of rows of rollups. The rest
    is left to `remove`."""
    begin, store = state.first, get_store()
    if not marks or begin is None:
        return []
    gone = [_cut_rung(state.series, width, at) for width, at in marks.items() if width != RAW]
    state.rung_from |= {width: at for width, at in marks.items() if width != RAW}
    if RAW in marks:
        _cut_block(state.series, marks[RAW])
        state.raw_from = marks[RAW]
        state.rolled_until = max(state.rolled_until, marks[RAW]) if state.base_width else 0
    state.first, state.last = ends_of(store, state, WRITING)
    save_states([state])
    log_commit(store, Stretches.of([(state.series, begin, max(marks.values()) - 1, 1)]))
    return [one for one in gone if one.count]


def remove(state: State) -> Gone | None:
    """Remove the next of what lies before the horizons; None when nothing is left there."""
    for level, end in _horizons(state).items():
        found = _next(state.series, level, ALWAYS, end, WRITING)
        if found is None:
            continue
        if level == RAW:
            get_store().take_rows(state.series, ALWAYS, found.until)
            block_edits.remove_before(state.series, found.until, WRITING)
        else:
            rungs.remove(state.series, level, ALWAYS, found.until, WRITING)
        return found
    return None


def is_left(state: State, using: str) -> bool:
    """Whether something still lies before the horizons."""
    found = (
        _next(state.series, level, ALWAYS, end, using) for level, end in _horizons(state).items()
    )
    return any(one is not None for one in found)


def would_go(state: State, marks: Mapping[int, int], using: str) -> Iterator[Gone]:
    """What `move_horizons` and `remove` would remove, in the same steps."""
    for level, end in {**_horizons(state), **marks}.items():
        begin = ALWAYS
        while found := _next(state.series, level, begin, end, using):
            yield found
            begin = found.until
        if level != RAW and (cut := _cut_off(state.series, level, end, using)).count:
            yield cut


def totals(gone: Iterator[Gone]) -> dict[int, Gone]:
    """All that went by level."""

    def add(found: dict[int, Gone], one: Gone) -> dict[int, Gone]:
        before = found.get(one.level, Gone(one.level, 0, 0, one.until))
        count, size = before.count + one.count, before.size + one.size
        return {**found, one.level: Gone(one.level, count, size, max(before.until, one.until))}

    return reduce(add, gone, {})


def _horizons(state: State) -> dict[int, int]:
    """Where what is left of each level begins, of those of which something has gone."""
    if state.raw_from is None:
        return {}
    filling = state.filling
    ended = {width: at for width, at in state.rung_from.items() if width not in filling}
    return {RAW: state.raw_from, **ended}


def _next(series: int, level: int, start: int, end: int, using: str) -> Gone | None:
    if level == RAW:
        return _next_readings(get_store(), series, start, end, using)
    return _next_rollups(series, level, start, end, using)


def _next_readings(store: Store, series: int, start: int, end: int, using: str) -> Gone | None:
    """The first readings of [start, end), as many as go in one step. A block across `end` counts
    as far as it lies before."""
    packed = blocks.sizes(series, start, end, STEP_BLOCKS, using)
    times, _ = store.first_rows(series, start, end, STEP_ROWS, using)
    if not packed and not len(times):
        return None
    until = end
    if len(packed) == STEP_BLOCKS:
        until = packed[-1].end + 1
    if len(times) == STEP_ROWS:
        until = min(until, int(times[-1]) + 1)
    # Blocks go whole, with the rows between their ends.
    until = min(end, max([until, *(one.end + 1 for one in packed if one.start < until)]))
    whole = [one for one in packed if one.end < until]
    across = [one for one in packed if one.start < end <= one.end]
    count, size = sum(one.count for one in whole), sum(one.size for one in whole)
    if across and until == end:
        low = _lower_part(series, end, using)
        count, size = count + low[0], size + low[1]
    rows, _ = store.rows(series, start, until, using)
    alone = len(rows) - _overriding(series, rows, using)
    return Gone(RAW, count + alone, size + ROW_BYTES * len(rows), until)


def _overriding(series: int, rows: Times, using: str) -> int:
    """How many rows at these times override a packed reading: it counts once."""
    if not len(rows):
        return 0
    packed, _ = blocks.read(series, int(rows[0]), int(rows[-1]) + 1, using, [])
    return int(np.isin(rows, packed, assume_unique=True).sum())


def _lower_part(series: int, end: int, using: str) -> tuple[int, int]:
    """How many readings of the block across a time lie before it, and their bytes."""
    [block] = blocks.packed(series, end - 1, end, using)
    times, values = block.unpack()
    low = int(np.searchsorted(times, end))
    return low, packed_size(times[:low], values[:low])


def _cut_block(series: int, at: int) -> None:
    """Let no block lie across a time."""
    for block in blocks.packed(series, at - 1, at, WRITING):
        if block.start < at <= block.end:
            times, values = block.unpack()
            low = int(np.searchsorted(times, at))
            blocks.remove(series, [block.start], WRITING)
            blocks.insert(series, times[:low], values[:low], WRITING)
            blocks.insert(series, times[low:], values[low:], WRITING)


def _next_rollups(series: int, width: int, start: int, end: int, using: str) -> Gone | None:
    """The first rows of a rung that lie in [start, end), as many as go in one step."""
    found = rungs.sizes(series, width, start, end, STEP_ROLLUPS, using)
    if not found:
        return None
    until = found[-1].start + rungs.SLOTS * width
    return Gone(width, sum(one.count for one in found), sum(one.size for one in found), until)


def _cut_off(series: int, width: int, at: int, using: str) -> Gone:
    """What goes of the row across a time: the difference of what is stored before and after."""
    count, size = rungs.lower_part(series, width, at, using)
    return Gone(width, count, size, at)


def _cut_rung(series: int, width: int, at: int) -> Gone:
    """Let no row of a rung lie across a time: what lies before it goes."""
    gone = _cut_off(series, width, at, WRITING)
    if gone.count:
        begin = at // (rungs.SLOTS * width) * rungs.SLOTS * width
        rungs.replace(series, width, begin, at, Buckets.empty(), WRITING)
    return gone
