"""The states of series as a transaction finds them: their ends, and how far they are rolled."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import connections
from numpy.typing import NDArray

from .batch import Times
from .models import Series, SeriesState
from .resolutions import LADDER
from .runs import Ids
from .store import NONE, WRITING, get_store

# An edge of buckets of all rungs that lies long before the year 1.
BEFORE_ALL = -(2**62) // LADDER[-1] * LADDER[-1]
# Series in one statement.
CHUNK = 10_000
_SELECT = (
    'SELECT series_id, first, last, "interval", base_width, rolled_until, raw_from,'
    " CAST(rung_from AS text) FROM timeseries_seriesstate"
)

# By the database's defaults, as `Store.widen_states` makes them; the ORM takes 20 times as long.
_MAKE = (
    "INSERT INTO timeseries_seriesstate (series_id) SELECT id FROM timeseries_series WHERE id IN"
)


@dataclass(slots=True)
class State:
    """`SeriesState` as plain values, times in µs; `rung_from` by width."""

    series: int
    first: int | None = None
    last: int | None = None
    interval: int | None = None
    base_width: int = 0
    rolled_until: int = 0
    raw_from: int | None = None
    # By width, what `SeriesState.rung_from` has.
    rung_from: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, series: Series) -> "State":
        """That of a series, which was fetched together with it; an empty one if it has none."""
        stored: SeriesState | None = getattr(series, "state", None)
        if stored is None:
            return cls(series.pk)
        return cls(
            series.pk,
            stored.first,
            stored.last,
            stored.interval,
            stored.base_width,
            stored.rolled_until,
            stored.raw_from,
            _by_width(stored.rung_from),
        )

    @property
    def rungs(self) -> list[int]:
        """The widths of its rollups, ascending."""
        return [width for width in LADDER if width >= self.base_width] if self.base_width else []

    @property
    def kept_from(self) -> int:
        """Where the readings begin that retention has left; before all time while it has taken
        none. It is the edge of a bucket of every rung."""
        return BEFORE_ALL if self.raw_from is None else self.raw_from

    @property
    def filling(self) -> dict[int, int]:
        """Rungs that are being filled back, and how far they are: those that are served only
        from behind where the readings begin. Before that nothing can be filled any more."""
        begin = self.raw_from
        return {w: since for w, since in self.rung_from.items() if begin is None or since > begin}

    def served_from(self, width: int, start: int) -> int:
        """From where on, not before `start`, a rung has all its buckets."""
        return max(start, self.rung_from.get(width, start))


@dataclass(frozen=True, slots=True)
class StateColumns:
    """What a write has to know of the states of many series, as columns in their order, times in
    µs; `NONE`, which is before all times, where there is none."""

    series: Ids
    firsts: Times
    lasts: Times
    base_width: NDArray[np.int64]
    rolled_until: Times
    raw_from: Times

    @classmethod
    def read(cls, series: Ids) -> "StateColumns":
        """Those of `series`, which ascend, in the open transaction; made where there are none."""
        found = get_store().state_columns(series)
        if found.shape[1] < len(series):
            make_states(np.setdiff1d(series, found[0]).tolist())
        columns = np.full((len(found), len(series)), NONE)
        columns[0] = series
        columns[3:5] = 0
        columns[:, np.searchsorted(series, found[0])] = found
        return cls(*columns)


def read_states(series: Iterable[int], using: str) -> dict[int, State]:
    """The states of these series; of those that have none nothing is answered."""
    ids = list(series)
    found: dict[int, State] = {}
    for low in range(0, len(ids), CHUNK):
        among = ", ".join(map(str, ids[low : low + CHUNK]))
        with connections[using].cursor() as cursor:
            cursor.execute(f"{_SELECT} WHERE series_id IN ({among})")
            for *columns, filled in cursor.fetchall():
                state = State(*columns)
                if filled != "{}":
                    state.rung_from = _by_width(json.loads(filled))
                found[state.series] = state
    return found


def _by_width(stored: Mapping[str, int]) -> dict[int, int]:
    return {int(width): at for width, at in stored.items()}


def make_states(series: Sequence[int]) -> None:
    """Empty states for series that have none. Elsewhere one may come to be meanwhile."""
    for low in range(0, len(series), CHUNK):
        among = ", ".join(map(str, series[low : low + CHUNK]))
        with connections[WRITING].cursor() as cursor:
            cursor.execute(f"{_MAKE} ({among}) ON CONFLICT DO NOTHING")


def save_states(states: Iterable[State]) -> None:
    """Store how far series are rolled, their intervals and their ends."""
    with connections[WRITING].cursor() as cursor:
        cursor.executemany(
            'UPDATE timeseries_seriesstate SET first = %s, last = %s, "interval" = %s,'
            " base_width = %s, rolled_until = %s, raw_from = %s, rung_from = %s"
            " WHERE series_id = %s",
            [_stored(state) for state in states],
        )


def _stored(state: State) -> list[int | str | None]:
    filled = json.dumps({str(width): since for width, since in state.rung_from.items()})
    return [
        state.first,
        state.last,
        state.interval,
        state.base_width,
        state.rolled_until,
        state.raw_from,
        filled,
        state.series,
    ]
