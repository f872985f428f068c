"""The usual distance of a series' readings, from which a gap in its curve is told."""

from collections.abc import Iterable

from .downsample import median_step
from .models import Series, SeriesState
from .store import WRITING, Store
from .timerange import LATEST

# The median of so many newest steps: a series that changes its pace is followed soon.
NEWEST = 257


def interval_of(store: Store, series: Series, using: str) -> int | None:
    """The interval of a series in µs: what is stored, else its newest readings'; None for
    fewer than two readings."""
    state = getattr(series, "state", None)
    if state is not None and state.interval is not None:
        return int(state.interval)
    return newest_interval(store, series.pk, using)


def newest_interval(store: Store, series: int, using: str) -> int | None:
    """The median step of the newest readings in µs."""
    times, _ = store.newest_columns(series, LATEST + 1, NEWEST, using)
    return median_step(times)


def learn_intervals(store: Store, series: Iterable[int]) -> None:
    """Store the intervals of series that were written to, where they have changed."""
    states = SeriesState.objects.using(WRITING).filter(series__in=list(series))
    for pk, known in states.order_by("series_id").values_list("series_id", "interval"):
        interval = newest_interval(store, pk, WRITING)
        if interval != known:
            states.filter(series=pk).update(interval=interval)
