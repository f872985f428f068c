"""Compare all that is stored with what it should be: blocks with their invariants, rollups with
the recompute from the readings, states with both. Says what differs; mends nothing.
"""

from collections.abc import Iterator

import numpy as np

from . import blocks, rungs
from .blocks import DamagedBlock
from .buckets import COLUMNS, Buckets
from .ends import ends_of
from .packing import DamagedArray
from .states import BEFORE_ALL, State, read_states
from .store import Store, get_store
from .timerange import EARLIEST, LATEST, to_iso

# Buckets of a rung that are recomputed at once, in readings that they are made of.
CHUNK = 500_000


def check(series: int, using: str) -> Iterator[str]:
    """A sentence for everything about a series that is not as it should be."""
    store = get_store()
    state = read_states([series], using).get(series) or State(series)
    wrong = [*_check_blocks(series, using), *_check_rows(store, series, using)]
    yield from wrong
    if not wrong:
        yield from _check_ends(store, state, using)
        yield from _check_rollups(store, state, using)


def _check_blocks(series: int, using: str) -> Iterator[str]:
    after = LATEST + 1
    for block in blocks.every(series, using):
        if block.end >= after:
            yield f"block {after}: it begins before the end of the block before it, {block.end}"
        after = block.start
        try:
            times, values = block.unpack()
        except DamagedBlock as error:
            yield f"block {block.start}: {error}"
            continue
        if not len(times) or (times[0], times[-1]) != (block.start, block.end):
            yield f"block {block.start}: its readings do not begin and end where it says"
        if (np.diff(times) <= 0).any():
            yield f"block {block.start}: its times do not ascend"
        if not np.isfinite(values).all():
            yield f"block {block.start}: it has a value that is no finite number"


def _check_rows(store: Store, series: int, using: str) -> Iterator[str]:
    times, values = store.rows(series, -(2**63), 2**63 - 1, using)
    if len(times) and not EARLIEST <= times[0] <= times[-1] <= LATEST:
        yield "a row has a time outside the years 1 to 9999"
    if not np.isfinite(values).all():
        yield "a row has a value that is no finite number"


def _check_ends(store: Store, state: State, using: str) -> Iterator[str]:
    ends = ends_of(store, state, using)
    if ends != (state.first, state.last):
        yield f"its state says {state.first} to {state.last}, its readings {ends[0]} to {ends[1]}"


def _check_rollups(store: Store, state: State, using: str) -> Iterator[str]:
    for width in rungs.widths(state.series, using):
        if width not in state.rungs:
            yield f"rung {width}: it is stored, but the series begins with {state.base_width}"
    below = 0
    for width in state.rungs:
        if below:
            yield from _check_left(state, below, width, using)
        below = width
        since = max(state.kept_from, state.rung_from.get(width, state.kept_from))
        until = state.rolled_until // width * width
        for start, end in _chunks(store, state, width, since, until, using):
            yield from _check_rung(store, state, width, start, end, using)
        yield from _check_beyond(state, width, until, using)


def _check_beyond(state: State, width: int, until: int, using: str) -> Iterator[str]:
    try:
        beyond = rungs.read(state.series, width, until, 2**62, using)
    except DamagedArray as error:
        yield f"rung {width} behind the watermark: {error}"
    else:
        if len(beyond):
            yield f"rung {width}: it has {len(beyond)} buckets behind the watermark"


def _chunks(
    store: Store, state: State, width: int, since: int, until: int, using: str
) -> Iterator[tuple[int, int]]:
    """Whole buckets of [since, until) with a bounded number of readings in each chunk."""
    while since < until:
        times, _ = store.first_columns(state.series, since, until, CHUNK, using)
        end = until
        if len(times) == CHUNK:
            end = max(since + width, int(times[-1]) // width * width)
        yield since, min(end, until)
        since = end


def _check_rung(
    store: Store, state: State, width: int, start: int, end: int, using: str
) -> Iterator[str]:
    times, values = store.columns(state.series, start, end, using)
    right = Buckets.of_readings(times, values, width)
    try:
        stored = rungs.read(state.series, width, start, end, using)
    except DamagedArray as error:
        yield f"rung {width} from {start} to {end}: {error}"
        return
    yield from _compare(width, right, stored)


def _check_left(state: State, below: int, width: int, using: str) -> Iterator[str]:
    """Where the readings have gone, a rung is compared with what is left of the one below."""
    start, end = state.rung_from.get(below, BEFORE_ALL), state.kept_from
    if start >= end:
        return
    try:
        right = rungs.read(state.series, below, start, end, using).fold_to(width)
        stored = rungs.read(state.series, width, start, end, using)
    except DamagedArray as error:
        yield f"rung {width} from {start} to {end}: {error}"
        return
    yield from _compare(width, right, stored)


def _compare(width: int, right: Buckets, stored: Buckets) -> Iterator[str]:
    if not np.array_equal(right.times, stored.times):
        odd = np.setxor1d(right.times, stored.times).tolist()
        yield f"rung {width}: it has buckets too many or too few, as at {_at(odd[0])}"
        return
    for name in COLUMNS[1:]:
        a, b = getattr(right, name), getattr(stored, name)
        differs = np.flatnonzero(a.view(np.int64) != b.view(np.int64))
        if len(differs):
            place = int(differs[0])
            yield (
                f"rung {width}: {name} of the bucket at {_at(int(right.times[place]))} is "
                f"{b[place]}, and should be {a[place]} ({len(differs)} differ)"
            )


def _at(time: int) -> str:
    return to_iso(time) if EARLIEST <= time <= LATEST else str(time)
