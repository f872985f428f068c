"""The watermark of series moves on: buckets that have closed are folded into all their rungs.

Of several series at once, rung by rung: to fold takes numpy as long for one series as for
dozens. In the caller's transaction, which holds the locks of the series.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from . import rungs
from .batch import Times, Values
from .buckets import Buckets
from .resolutions import LADDER
from .states import State, save_states
from .store import WRITING, get_store
from .timerange import LATEST, SECOND

# What is newer than this may still get company.
SETTLED = 10 * SECOND
# Readings that one step reads and folds, of one series or of several.
STEP = 100_000

# Times (µs): the first, and the one behind the last.
Span = tuple[int, int]


@dataclass(slots=True)
class Move:
    """A series from its watermark to a target (µs)."""

    state: State
    target: int
    readings: tuple[Times, Values]
    # By width, the range of the buckets that close.
    closing: dict[int, Span] = field(default_factory=dict)
    # Those of the rung at hand that have closed.
    newest: Buckets = field(default_factory=Buckets.empty)


def closed_until(state: State, at: int) -> int:
    """Up to where the watermark may go at a time (µs): the end of the last bucket that has
    ended."""
    if not state.base_width or state.last is None:
        return state.rolled_until
    width = state.base_width
    ended = (at - SETTLED) // width
    return max(state.rolled_until, min(ended, state.last // width + 1) * width)


def advance_each(due: Iterable[tuple[State, int]]) -> list[State]:
    """Fold the next closed buckets of series, each at its time (µs), into all their rungs: of
    the first of them, by as many readings as one step takes. The states of those that had any,
    as they are stored now."""
    moves = _first_moves(due)
    if moves:
        rungs.write(_rows(moves), WRITING)
    for move in moves:
        move.state.rolled_until = move.target
    save_states(move.state for move in moves)
    return [move.state for move in moves]


def folded(state: State, below: int, width: int, start: int, end: int) -> Buckets:
    """The buckets of [start, end): those of the rung below folded, or the readings where that
    has not all of them (or is none: 0)."""
    if below and state.served_from(below, start) <= start:
        return rungs.read(state.series, below, start, end, WRITING).fold_to(width)
    times, values = get_store().columns(state.series, start, end, WRITING)
    return Buckets.of_readings(times, values, width)


def _first_moves(due: Iterable[tuple[State, int]]) -> list[Move]:
    moves, readings = list[Move](), 0
    for state, at in due:
        target = closed_until(state, at)
        if target > state.rolled_until:
            moves.append(_move(state, target))
            readings += len(moves[-1].readings[0])
        if readings >= STEP:
            break
    return moves


def _move(state: State, target: int) -> Move:
    """To the target, or as far as one step reads."""
    width, store = state.base_width, get_store()
    readings = store.first_columns(state.series, state.rolled_until, target, STEP, WRITING)
    if len(readings[0]) == STEP:
        target = max(int(readings[0][-1]) // width * width, state.rolled_until + width)
        readings = store.columns(state.series, state.rolled_until, target, WRITING)
    return Move(state, target, readings, _closing(state, target))


def _closing(state: State, target: int) -> dict[int, Span]:
    """Of the rungs whose buckets end between the watermark and the target, their range."""
    found = {}
    for width in state.rungs:
        start, end = state.rolled_until // width * width, target // width * width
        if start == end:
            # Nor has a bucket of those above it closed.
            break
        found[width] = start, end
    return found


def _rows(moves: Sequence[Move]) -> list[rungs.Row]:
    """What is to be written of all rungs."""
    held = rungs.whole_rows([span for move in moves for span in _held(move)], WRITING)
    rows: list[rungs.Row] = []
    below = 0
    for width in LADDER:
        _fold_readings([move for move in moves if move.state.base_width == width], width)
        above = [move for move in moves if move.state.base_width < width in move.closing]
        _fold_rung(above, below, width, held)
        for move in moves:
            if width in move.closing:
                key = move.state.series, width
                rows += rungs.appended(*key, held[key], move.newest)
        below = width
    return rows


def _held(move: Move) -> Iterator[rungs.Span]:
    """What has to be read of each rung: the row that goes on, and back to where the bucket of
    the next one begins."""
    starts = [start for start, _ in move.closing.values()]
    for width, start, above in zip(move.closing, starts, [*starts[1:], LATEST], strict=True):
        first, last = (rungs.row_of(width, time) for time in (min(start, above), start))
        yield move.state.series, width, first, last


def _fold_readings(moves: Sequence[Move], width: int) -> None:
    if moves:
        parts = Buckets.of_each([move.readings for move in moves], width)
        for move, buckets in zip(moves, parts, strict=True):
            move.newest = buckets


def _fold_rung(
    moves: Sequence[Move], below: int, width: int, held: dict[tuple[int, int], Buckets]
) -> None:
    """The buckets of a rung from those of the rung below it: what was `held` of that from before
    the watermark, and its newest."""
    if not moves:
        return
    parts = [
        Buckets.concatenate([held[move.state.series, below], move.newest]).between(
            *move.closing[width]
        )
        for move in moves
    ]
    for move, buckets in zip(moves, Buckets.fold_each(parts, width), strict=True):
        start, end = move.closing[width]
        whole = move.state.served_from(below, start) <= start
        move.newest = buckets if whole else folded(move.state, below, width, start, end)
