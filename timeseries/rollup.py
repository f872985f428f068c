"""Rollups: move the watermark on, repair what is late, fill new rungs back.

A rung holds exactly the non-empty buckets that end at or before `rolled_until`. Each function
is one step in the caller's transaction, which holds the series' lock; afterwards the state
that it was given says how things stand, and is stored.
"""

from collections.abc import Iterable, Sequence

from . import rungs
from .buckets import Buckets
from .resolutions import LADDER
from .states import State, save_states
from .store import WRITING, get_store
from .timerange import LATEST, SECOND, now

# The narrowest rung has so many readings in a bucket at the median.
READINGS_PER_BUCKET = 32
# What is newer than this may still get company.
SETTLED = 10 * SECOND
# Readings that one step reads.
STEP = 100_000
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


def closed_until(state: State, at: int | None = None) -> int:
    """Up to where the watermark may go: the end of the last bucket that has ended."""
    if not state.base_width or state.last is None:
        return state.rolled_until
    ended = (now() if at is None else at) - SETTLED
    width = state.base_width
    return max(state.rolled_until, min(ended // width, state.last // width + 1) * width)


def advance(state: State, at: int | None = None) -> bool:
    """Fold the next closed buckets into all rungs; whether there were any. `at` is now (µs)."""
    rows = next_rows(state, at)
    if rows is None:
        return False
    rungs.write(rows, WRITING)
    save_states([state])
    return True


def next_rows(state: State, at: int | None = None) -> list[rungs.Row] | None:
    """The next closed buckets, as the rows of all rungs that are to be written for them; None
    where there are none. The state is that of after them, and still to be saved."""
    target = closed_until(state, at)
    if target <= state.rolled_until:
        return None
    target, buckets = _next_buckets(state, target)
    closing = _closing(state, target)
    held = rungs.newest_rows(state.series, _held(closing), WRITING)
    rows, below = rungs.appended(state.series, state.base_width, held[state.base_width], buckets), 0
    for width, start, end in closing:
        if below:
            buckets = _closed(state, below, width, (start, end), held[below], buckets)
            rows += rungs.appended(state.series, width, held[width], buckets)
        below = width
    state.rolled_until = target
    return rows


def _next_buckets(state: State, target: int) -> tuple[int, Buckets]:
    """The base rung's next buckets, up to `target` or to what one step reads; up to when."""
    width, store = state.base_width, get_store()
    times, values = store.first_columns(state.series, state.rolled_until, target, STEP, WRITING)
    if len(times) == STEP:
        target = max(int(times[-1]) // width * width, state.rolled_until + width)
        times, values = store.columns(state.series, state.rolled_until, target, WRITING)
    return target, Buckets.of_readings(times, values, width)


def _closing(state: State, target: int) -> list[tuple[int, int, int]]:
    """The rungs of which buckets end by `target`, as width and the range of those, ascending."""
    found = []
    for width in state.rungs:
        start, end = state.rolled_until // width * width, target // width * width
        if start == end:
            # Nor has a bucket of those above it closed.
            break
        found.append((width, start, end))
    return found


def _held(closing: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """What has to be read of each rung: the row that goes on, and back to where the bucket of
    the next one begins."""
    since = [start for _, start, _ in closing[1:]] + [LATEST]
    return [
        (width, rungs.row_of(width, min(start, low)), rungs.row_of(width, start))
        for (width, start, _), low in zip(closing, since, strict=True)
    ]


def _closed(
    state: State, below: int, above: int, span: Stretch, held: Buckets, newest: Buckets
) -> Buckets:
    """The buckets of a range of a rung from those of the rung below it: `held` from before the
    watermark, and the `newest`."""
    if state.served_from(below, span[0]) > span[0]:
        return _folded(state, below, above, *span)
    return Buckets.concatenate([held, newest]).between(*span).fold_to(above)


def repair(state: State, touched: Iterable[Stretch]) -> None:
    """Recompute the buckets that hold a time of the stretches (first and last µs, included)."""
    stretches = sorted(touched)
    below = 0
    for width in state.rungs:
        since = max(state.kept_from, state.rung_from.get(width, state.kept_from))
        # Above the first rung a bucket costs next to nothing, and a row is written as a whole.
        near = rungs.SLOTS if below else NEAR
        spans = _buckets_of(stretches, width, state.rolled_until, since, near)
        folded = [_folded(state, below, width, start, end) for start, end in spans]
        rungs.patch(state.series, width, spans, Buckets.concatenate(folded), WRITING)
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
        buckets = _folded(state, below, width, start, end)
        rungs.replace(state.series, width, start, end, buckets, WRITING)


def _folded(state: State, below: int, width: int, start: int, end: int) -> Buckets:
    """The buckets of [start, end): those of the rung below folded, or the readings where that
    has not all of them (or is none: 0)."""
    if below and state.served_from(below, start) <= start:
        return rungs.read(state.series, below, start, end, WRITING).fold_to(width)
    times, values = get_store().columns(state.series, start, end, WRITING)
    return Buckets.of_readings(times, values, width)


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
