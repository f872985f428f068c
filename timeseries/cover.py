"""What a range is answered from: each stretch of it from the coarsest rung that fits.

Whatever the range, a bounded number of rows is read: rungs in its middle, finer ones towards
its ends, readings at the ends and behind the watermark.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from . import rungs
from .blocks import Extent
from .buckets import Buckets
from .rungs import DamagedRollup
from .states import State
from .store import Store


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch [start, end) µs: of a rung, or of readings (width 0)."""

    width: int
    start: int
    end: int


def pieces(state: State, start: int, end: int, alignment: int) -> Iterator[Piece]:
    """The stretches of [start, end) in their order. No bucket crosses a multiple of
    `alignment` (µs), but where retention has left nothing as fine."""
    gone = min(end, state.raw_from) if state.raw_from is not None else start
    if start < gone:
        yield from _left(state, start, gone)
        start = gone
    fitting = [width for width in state.rungs if alignment % width == 0]
    yield from _cut(state, start, end, fitting)


def finest_left(state: State, start: int) -> int:
    """The width of the finest that is left of the readings from `start` on: 0 for all of them."""
    if state.raw_from is None or start >= state.raw_from:
        return 0
    return _finest(state, start)


def _finest(state: State, start: int) -> int:
    whole = [width for width in state.rungs if state.served_from(width, start) <= start]
    return min(whole, default=max(state.rungs, default=0))


def _left(state: State, start: int, end: int) -> Iterator[Piece]:
    """What retention has left before it: the finest rung that there is of each stretch. Its
    horizons are whole buckets of the coarsest rung, and so is `end`."""
    while start < end:
        width = _finest(state, start)
        until = min([end, *(since for since in state.rung_from.values() if since > start)])
        yield Piece(width, start // width * width if width else start, until)
        start = until


def _cut(state: State, start: int, end: int, fitting: list[int]) -> Iterator[Piece]:
    if start >= end:
        return
    if not fitting:
        yield Piece(0, start, end)
        return
    *finer, width = fitting
    low = -(-state.served_from(width, start) // width) * width
    high = min(end, state.rolled_until) // width * width
    if low >= high:
        yield from _cut(state, start, end, finer)
        return
    yield from _cut(state, start, low, finer)
    yield Piece(width, low, high)
    yield from _cut(state, high, end, finer)


def gather(
    store: Store,
    state: State,
    start: int,
    end: int,
    alignment: int,
    using: str,
    *,
    columns: Collection[str] = rungs.ALL,
    damaged: list[Extent] | None = None,
) -> Buckets:
    """All readings of [start, end) in buckets none of which crosses a multiple of `alignment`.

    Only `columns` of them hold what their names say. Damaged blocks raise DamagedBlock; with
    `damaged` they are noted there, and rungs tell of them what they can.
    """
    parts = []
    for piece in pieces(state, start, end, alignment):
        parts += _buckets(store, state, piece, using, columns, damaged)
    return Buckets.concatenate(parts)


def _buckets(
    store: Store,
    state: State,
    piece: Piece,
    using: str,
    columns: Collection[str],
    damaged: list[Extent] | None,
) -> list[Buckets]:
    """Those of a stretch; where its rung is damaged, of the next finer one that is there."""
    if not piece.width:
        return _readings(store, state, piece, using, columns, damaged)
    try:
        return [rungs.read(state.series, piece.width, piece.start, piece.end, using, columns)]
    except DamagedRollup:
        finer = [w for w in state.rungs if w < piece.width]
        finer = [w for w in finer if state.served_from(w, piece.start) <= piece.start]
        if not finer and state.raw_from is not None and piece.start < state.raw_from:
            raise
        piece = replace(piece, width=max(finer, default=0))
        return _buckets(store, state, piece, using, columns, damaged)


def _readings(
    store: Store,
    state: State,
    piece: Piece,
    using: str,
    columns: Collection[str],
    damaged: list[Extent] | None,
) -> list[Buckets]:
    lost: list[Extent] | None = None if damaged is None else []
    times, values = store.columns(state.series, piece.start, piece.end, using, lost)
    whole = Buckets.points(times, values)
    if not lost or damaged is None:
        return [whole]
    damaged += lost
    parts = []
    for one in lost:
        known = _instead(state, one, piece, using, columns)
        if known:
            stretch, buckets = known
            parts += [whole.between(piece.start, stretch.start), buckets]
            whole = whole.between(stretch.end, piece.end)
    return [*parts, whole]


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
