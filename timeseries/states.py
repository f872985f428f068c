"""The states of series as a transaction finds them: their ends, and how far they are rolled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .models import SeriesState
from .resolutions import LADDER
from .store import WRITING

# Series in one statement.
CHUNK = 10_000
_COLUMNS = (
    "series_id",
    "first",
    "last",
    "interval",
    "base_width",
    "rolled_until",
    "raw_from",
    "rung_from",
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
    rung_from: dict[int, int] = field(default_factory=dict)

    @property
    def rungs(self) -> list[int]:
        """The widths of its rollups, ascending."""
        return [width for width in LADDER if width >= self.base_width] if self.base_width else []

    def served_from(self, width: int, start: int) -> int:
        """From where on, not before `start`, a rung has all its buckets."""
        return max(start, self.rung_from.get(width, start))


def read_states(series: Iterable[int], using: str) -> dict[int, State]:
    """The states of these series; of those that have none nothing is answered."""
    ids = list(series)
    found: dict[int, State] = {}
    for low in range(0, len(ids), CHUNK):
        rows = SeriesState.objects.using(using).filter(series__in=ids[low : low + CHUNK])
        for row in rows.values_list(*_COLUMNS):
            found[row[0]] = _state(row)
    return found


def _state(row: tuple[Any, ...]) -> State:
    state = State(*row)
    # JSON has only texts for keys.
    state.rung_from = {int(width): since for width, since in state.rung_from.items()}
    return state


def make_states(series: Sequence[int]) -> None:
    """Empty states for series that have none. Elsewhere one may come to be meanwhile."""
    SeriesState.objects.using(WRITING).bulk_create(
        [SeriesState(series_id=pk) for pk in series], batch_size=CHUNK, ignore_conflicts=True
    )


def save_state(state: State) -> None:
    """Store how far the series is rolled, and its ends."""
    SeriesState.objects.using(WRITING).filter(series=state.series).update(
        first=state.first,
        last=state.last,
        base_width=state.base_width,
        rolled_until=state.rolled_until,
        raw_from=state.raw_from,
        rung_from={str(width): since for width, since in state.rung_from.items()},
    )
