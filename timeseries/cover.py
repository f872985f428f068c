"""What a range is answered from: each stretch of it from the coarsest rung that fits.

Whatever the range, a bounded number of rows is read: rungs in its middle, finer ones towards
its ends, readings at the ends and behind the watermark.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from . import rungs
from .batch import Times, Values
from .blocks import Extent
from .buckets import Before, Buckets
from .rungs import DamagedRollup
from .states import BEFORE_ALL, State
from .store import Store

# Readings, ascending, to buckets.
Thin = Callable[[Times, Values], Buckets]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch [start, end) µs: of a rung, or of readings (width 0)."""

    width: int
    start: int
    end: int


def pieces(state: State, start: int, end: int, alignment: int) -> Iterator[Piece]:
    """The stretches of [start, end) in their order. No bucket crosses a multiple of
    `alignment` (µs), but where retention has left nothing as fine: there whole buckets of the
    finest that is left are taken, also those that cross an end of the range."""
    gone = min(end, max(start, state.kept_from))
    yield from _left(state, start, gone, alignment)
    yield from _cut(state, gone, end, _fitting(state.rungs, alignment), 0)


def finest_left(state: State, start: int) -> int:
    """The width of the finest that is left of the readings from `start` on: 0 for all of them."""
    if start >= state.kept_from:
        return 0
    return min(_served(state, start), default=0)


def last_before(state: State, time: int, using: str) -> Before | None:
    """The newest reading before a time (µs, where pieces begin) that only rungs stand for."""
    end = min(time, state.kept_from)
    for width in state.rungs:
        since = state.rung_from.get(width, BEFORE_ALL)
        if since < end:
            found = rungs.newest(state.series, width, since, end, using)
            if len(found):
                return Before(int(found.last_at[0]), float(found.last[0]))
            # A wider bucket may reach beyond, and the rung that is done with has all of it.
            end = since
    return None


def _served(state: State, start: int) -> list[int]:
    """The rungs that have all their buckets from `start` on."""
    return [width for width in state.rungs if state.served_from(width, start) <= start]


def _fitting(widths: list[int], alignment: int) -> list[int]:
    return [width for width in widths if alignment % width == 0]


def _left(state: State, start: int, end: int, alignment: int) -> Iterator[Piece]:
    """What retention has left before it: rungs alone. Its horizons, of which `end` may be one,
    are edges of buckets of all of them."""
    while start < end:
        until = min([end, *(since for since in state.rung_from.values() if since > start)])
        served = _served(state, start)
        if served:
            finest = served[0]
            low, high = start // finest * finest, -(-until // finest) * finest
            yield from _cut(state, low, high, _fitting(served, alignment), finest)
        start = until


def _cut(state: State, start: int, end: int, fitting: list[int], finest: int) -> Iterator[Piece]:
    """A stretch by the rungs that fit, and what they leave over by the finest that there is."""
    if start >= end:
        return
    if not fitting:
        yield Piece(finest, start, end)
        return
    *finer, width = fitting
    low = -(-state.served_from(width, start) // width) * width
    high = min(end, state.rolled_until) // width * width
    if low >= high:
        yield from _cut(state, start, end, finer, finest)
        return
    yield from _cut(state, start, low, finer, finest)
    yield Piece(width, low, high)
    yield from _cut(state, high, end, finer, finest)


def gather(
    store: Store,
    state: State,
    start: int,
    end: int,
    alignment: int,
    using: str,
    *,
    columns: Collection[str] = rungs.ALL,
    thin: Thin = Buckets.points,
    damaged: list[Extent] | None = None,
) -> Buckets:
    """All readings of [start, end) in buckets none of which crosses a multiple of `alignment`.

    Only `columns` of them hold what their names say. What is read as readings becomes what
    `thin` makes of it. Damaged blocks raise DamagedBlock; with
    `damaged` they are noted there, and rungs tell of them what they can.
    """
    parts = []
    for piece in pieces(state, start, end, alignment):
        parts += _buckets(store, state, piece, using, columns, thin, damaged)
    return Buckets.concatenate(parts)


def _buckets(
    store: Store,
    state: State,
    piece: Piece,
    using: str,
    columns: Collection[str],
    thin: Thin,
    damaged: list[Extent] | None,
) -> list[Buckets]:
    """Those of a stretch; where its rung is damaged, of the next finer one that is there."""
    if not piece.width:
        return _readings(store, state, piece, using, columns, thin, damaged)
    try:
        return [rungs.read(state.series, piece.width, piece.start, piece.end, using, columns)]
    except DamagedRollup:
        finer = [w for w in state.rungs if w < piece.width]
        finer = [w for w in finer if state.served_from(w, piece.start) <= piece.start]
        if not finer and state.raw_from is not None and piece.start < state.raw_from:
            raise
        piece = replace(piece, width=max(finer, default=0))
        return _buckets(store, state, piece, using, columns, thin, damaged)


def _readings(
    store: Store,
    state: State,
    piece: Piece,
    using: str,
    columns: Collection[str],
    thin: Thin,
    damaged: list[Extent] | None,
) -> list[Buckets]:
    lost: list[Extent] | None = None if damaged is None else []
    times, values = store.columns(state.series, piece.start, piece.end, using, lost)
    parts, begin = [], 0
    for one in lost or []:
        known = _instead(state, one, piece, using, columns)
        if known:
            stretch, buckets = known
            low, high = np.searchsorted(times, [stretch.start, stretch.end])
            parts += [thin(times[begin:low], values[begin:low]), buckets]
            begin = high
    if lost and damaged is not None:
        damaged += lost
    return [*parts, thin(times[begin:], values[begin:])]


def _instead(
    state: State, lost: Extent, piece: Piece, using: str, columns: Collection[str]
) -> tuple[Piece, Buckets] | None:
    """The finest buckets that hold no readings but those between the ends of a lost block."""
    for width in state.rungs:
        low = (
            -(-max(lost.start, piece.start, state.served_from(width, lost.start)) // width) * width
        )
        high = min(lost.end + 1, piece.end, state.rolled_until) // width * width
        if low < high:
            with suppress(DamagedRollup):
                buckets = rungs.read(state.series, width, low, high, using, columns)
                return Piece(width, low, high), buckets
    return None
