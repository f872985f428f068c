"""Rollups: move the watermark on, repair what is late, fill new rungs back.

A rung holds exactly the non-empty buckets that end at or before `rolled_until`. Each function
is one step in the caller's transaction, which holds the series' lock; afterwards the state
that it was given says how things stand, and is stored.
"""

from collections.abc import Iterable

from . import rungs
from .buckets import Buckets
from .resolutions import LADDER
from .states import State, save_states
from .store import WRITING, get_store
from .timerange import LATEST, now
from .watermark import SETTLED, STEP, advance_each, folded

# The narrowest rung has so many readings in a bucket at the median.
READINGS_PER_BUCKET = 32
# Stretches that are so many buckets apart are repaired as one: a bucket costs less than a query.
NEAR = 16

Stretch = tuple[int, int]


def base_for(interval: int | None) -> int:
    """The narrowest rung for a series with this median step (µs); 0 for none."""
    if not interval:
        return 0
    return next((width for width in LADDER if width >= READINGS_PER_BUCKET * interval), 0)


def adopt_base(state: State) -> None:
    """Begin with rollups, or with narrower ones where the series has become denser."""
    base = base_for(state.interval)
    if state.first is None or not base or base >= (state.base_width or base + 1):
        return
    if not state.base_width:
        # Readings of the future are no reason to roll what is still to come.
        first = max(min(state.first, now() - SETTLED), state.kept_from)
        state.rolled_until = first // base * base
    else:
        narrower = [width for width in LADDER if base <= width < state.base_width]
        state.rung_from |= dict.fromkeys(narrower, state.rolled_until)
    state.base_width = base
    save_states([state])


def advance(state: State, at: int | None = None) -> bool:
    """Fold the next closed buckets into all rungs; whether there were any. `at` is now (µs)."""
    return bool(advance_each([(state, now() if at is None else at)]))


def repair(state: State, touched: Iterable[Stretch]) -> None:
    """Recompute the buckets that hold a time of the stretches (first and last µs, included)."""
    stretches = sorted(touched)
    below = 0
    for width in state.rungs:
        since = max(state.kept_from, state.rung_from.get(width, state.kept_from))
        # Above the first rung a bucket costs next to nothing, and a row is written as a whole.
        near = rungs.SLOTS if below else NEAR
        spans = _buckets_of(stretches, width, state.rolled_until, since, near)
        parts = [folded(state, below, width, start, end) for start, end in spans]
        rungs.patch(state.series, width, spans, Buckets.concatenate(parts), WRITING)
        below = width


def fill_back(state: State) -> bool:
    """Fill rungs that are not yet served from the beginning one step back; whether there was
    something to do."""
    filling = state.filling
    if not filling:
        return False
    end = max(filling.values())
    filled = sorted(width for width, since in filling.items() if since == end)
    widest = filled[-1]
    times, _ = get_store().newest_columns(state.series, end, STEP, WRITING)
    times = times[times >= state.kept_from]
    if len(times) == STEP:
        start = min(-(-int(times[0]) // widest) * widest, end - widest)
    else:
        start = int(times[0]) // widest * widest if len(times) else end
    below = 0
    for width in filled:
        _fold(state, below, width, start, end)
        below = width
    for width in filled:
        if len(times) == STEP:
            state.rung_from[width] = start
        elif state.raw_from is not None:
            state.rung_from[width] = state.raw_from
        else:
            del state.rung_from[width]
    save_states([state])
    return True


def forget(state: State) -> None:
    """Remove all rollups of a series: the next steps build them anew. What stands for readings
    that have gone stays, for it cannot be built again."""
    if state.base_width and state.raw_from is not None:
        for width in state.rungs:
            rungs.replace(state.series, width, state.raw_from, LATEST + 1, Buckets.empty(), WRITING)
        state.rolled_until = state.raw_from
        state.rung_from |= dict.fromkeys(state.filling, state.raw_from)
    else:
        for width in rungs.widths(state.series, WRITING):
            rungs.remove(state.series, width, -(2**63), 2**63 - 1, WRITING)
        state.base_width, state.rolled_until, state.rung_from = 0, 0, {}
    save_states([state])


def _fold(state: State, below: int, width: int, start: int, end: int) -> None:
    """Let the buckets of [start, end) be what they should be."""
    if start < end:
        buckets = folded(state, below, width, start, end)
        rungs.replace(state.series, width, start, end, buckets, WRITING)


def _buckets_of(
    stretches: Iterable[Stretch], width: int, until: int, since: int, near: int
) -> list[Stretch]:
    """Ranges [start, end) of the whole buckets that the stretches touch, which end by `until`
    and start from `since` on; those with at most `near` buckets between them as one."""
    end = until // width * width
    whole: list[Stretch] = []
    for first, last in stretches:
        low, high = first // width * width, min(last // width * width + width, end)
        low = max(low, since)
        if low >= high:
            continue
        if whole and low <= whole[-1][1] + near * width:
            whole[-1] = whole[-1][0], max(whole[-1][1], high)
        else:
            whole.append((low, high))
    return whole
