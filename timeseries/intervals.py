"""The usual distance of a series' readings, from which a gap in its curve is told."""

from .downsample import median_step
from .states import State, save_states
from .store import WRITING, Store, get_store
from .timerange import LATEST

# The median of so many newest steps: a series that changes its pace is followed soon.
NEWEST = 257


def interval_of(store: Store, state: State, using: str) -> int | None:
    """The interval of a series in µs: what is stored, else its newest readings'; None for
    fewer than two readings."""
    if state.interval is not None or state.first == state.last:
        return state.interval
    return newest_interval(store, state.series, using)


def newest_interval(store: Store, series: int, using: str) -> int | None:
    """The median step of the newest readings in µs; of those that a damaged block leaves."""
    times, _ = store.newest_columns(series, LATEST + 1, NEWEST, using, damaged=[])
    return median_step(times)


def learn_interval(state: State) -> None:
    """Store the interval of a series where it has changed."""
    interval = newest_interval(get_store(), state.series, WRITING)
    if interval is None and state.raw_from is not None:
        # Retention took the readings: the curve of what stands for them keeps its gaps.
        return
    if interval != state.interval:
        state.interval = interval
        save_states([state])
