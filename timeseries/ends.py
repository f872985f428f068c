"""Where a series begins and ends, by what is stored of it: readings, and before them the rungs
that retention has left.
"""

from . import rungs
from .states import BEFORE_ALL, State
from .store import Store


def ends_of(store: Store, state: State, using: str) -> tuple[int | None, int | None]:
    """The times (µs) of the first and the last reading that still can be drawn."""
    if state.raw_from is None:
        return store.ends(state.series, using)
    first, last = store.ends(state.series, using, state.raw_from)
    if not state.base_width:
        return first, last
    # The coarsest rung is kept the longest, and its buckets end where the readings begin.
    width = state.rungs[-1]
    since = state.rung_from.get(width, BEFORE_ALL)
    oldest = rungs.first(state.series, width, since, state.raw_from, using)
    if len(oldest):
        first = int(oldest.first_at[0])
    if last is None:
        newest = rungs.newest(state.series, width, since, state.raw_from, using)
        last = int(newest.last_at[0]) if len(newest) else None
    return first, last
