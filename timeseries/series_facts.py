"""What is known of one series: since when, how much, how often, and what it takes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from .census import bytes_of
from .counting import counts
from .errors import NotFound
from .models import Series
from .states import State
from .store import get_store, snapshot
from .timerange import SECOND


@dataclass(frozen=True, slots=True)
class Facts:
    """`first` and `last` are None while there are no readings; `interval` is in seconds."""

    series: Series
    first: datetime | None
    last: datetime | None
    count: int
    interval: float | None
    space: int


def facts_of(pk: int) -> Facts:
    """As of one moment. Raises NotFound."""
    with snapshot() as using:
        series = Series.objects.using(using).select_related("state").filter(pk=pk).first()
        if series is None:
            raise NotFound(f"There is no series with id {pk}: see /api/series.")
        state = State.of(series)
        count = counts(get_store(), [pk], using).get(pk, 0)
        space = bytes_of(pk, using)
    interval = None if state.interval is None else state.interval / SECOND
    return Facts(series, _moment(state.first), _moment(state.last), count, interval, space)


def _moment(time: int | None) -> datetime | None:
    """Up to the year 9999, as all that is stored."""
    return None if time is None else datetime.fromtimestamp(time / SECOND, UTC)
