"""The readings of a series that each step looks back on, read in chunks that fit in memory."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ..batch import Times, Values
from ..blocks import Extent
from ..cover import gather
from ..downsample import Positions
from ..models import Series
from ..states import State
from ..store import Store
from ..timerange import SECOND
from .faults import NotComputable, OutOfTime

# What of one series is in memory at once.
CHUNK = 1_000_000
# Of one expression, as in Prometheus.
MOST_READINGS = 50_000_000


@dataclass(frozen=True, slots=True)
class Windows:
    """For step i of the grid's `steps` the readings [low[i], high[i]) of `times` (µs) and
    `values`: those of (ends[i] - length, ends[i]]."""

    times: Times
    values: Values
    low: Positions
    high: Positions
    ends: Times
    length: int
    steps: slice

    @classmethod
    def of(cls, times: Times, values: Values, ends: Times, length: int, first: int) -> "Windows":
        """Those of steps from `first` on."""
        low = np.searchsorted(times, ends - length, side="right")
        high = np.searchsorted(times, ends, side="right")
        return cls(times, values, low, high, ends, length, slice(first, first + len(ends)))

    @property
    def count(self) -> Positions:
        return self.high - self.low


@dataclass(slots=True)
class Look:
    """How the readings of one moment are looked at for one expression; `left` is how many more
    may be, `warnings` what its answer says beside the values."""

    store: Store
    using: str
    left: int = MOST_READINGS
    deadline: float = math.inf
    warnings: set[str] = field(default_factory=set)

    def spend(self, count: int) -> None:
        """Raises NotComputable when they are too many, and OutOfTime."""
        self.left -= count
        if self.left < 0:
            raise NotComputable(
                f"The expression looks at more than {MOST_READINGS:,} readings: "
                "take a shorter range or fewer series."
            )
        if time.monotonic() > self.deadline:
            raise OutOfTime("The expression takes too long: take a shorter range or fewer series.")


def windows(series: Series, ends: Times, length: int, look: Look) -> Iterator[Windows]:
    """The windows of all steps, chunk by chunk. Where retention has left rollups alone, the last
    reading of each bucket stands for it."""
    state = State.of(series)
    if state.first is None or state.last is None:
        return
    # Steps that see anything: the others are not asked for.
    first = int(np.searchsorted(ends, state.first))
    last = int(np.searchsorted(ends, state.last + length))
    span = max(length, CHUNK * (state.interval or SECOND))
    while first < last:
        until = int(np.searchsorted(ends[:last], ends[first] + span, side="right"))
        times, values = _readings(state, ends[first:until], length, series, look)
        yield Windows.of(times, values, ends[first:until], length, first)
        first = until


def _readings(
    state: State, part: Times, length: int, series: Series, look: Look
) -> tuple[Times, Values]:
    begin, end = int(part[0]) - length + 1, int(part[-1]) + 1
    damaged: list[Extent] = []
    found = gather(
        look.store, state, begin, end, 1, look.using, columns=("last", "last_at"), damaged=damaged
    )
    look.spend(len(found))
    if damaged:
        look.warnings.add(f"Some readings of {series.key} cannot be read: their block is damaged.")
    return found.last_at, found.last
