"""One query's way from a series to its columns: choose the resolution, fetch, fold."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .aggregates import EVERY, HELD, SLOPE, aggregate
from .asked import Grid
from .batch import Times, Values
from .blocks import Extent
from .buckets import Before, Buckets
from .columns import alignment, columns
from .cover import finest_left, gather, last_before
from .downsample import gap_positions
from .held import held_means
from .intervals import interval_of
from .models import Series
from .points import point_rows
from .states import State
from .store import Store
from .timerange import TimeRange, now, to_milliseconds

# The aggregates that look at the reading before the first.
LOOK_BACK = ("delta", "rate", SLOPE)
# By what name those are answered that nobody asks for by theirs.
SAID_AS = {SLOPE: "rate", HELD: "mean"}
# So many readings of a range at most are read for what they hold.
MOST_HELD = 200_000
# Of buckets, what M4 looks at.
M4_NEEDS = frozenset(
    ("count", "first", "last", "min", "max", "first_at", "last_at", "min_at", "max_at")
)


@dataclass(slots=True)
class Columns:
    """One answered series. `points` has rows of [t_ms, value], NaN where a gap is."""

    query: int
    series: Series
    agg: str
    interval: int | None
    resolution: int
    count: int
    times: Times
    values: Values
    points: NDArray[np.float64]
    damaged: list[Extent] = field(default_factory=list)
    # Of a series of states: the text of each code.
    states: dict[int, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        series = self.series
        damaged = [[to_milliseconds(one.start), to_milliseconds(one.end)] for one in self.damaged]
        return {
            **({"damaged": damaged} if damaged else {}),
            **({"states": states_json(self.states)} if self.states else {}),
            "id": series.pk,
            "name": series.name,
            "tags": series.tags,
            "unit": series.unit,
            "key": series.key,
            "label": series.label,
            "query": self.query,
            "agg": self.agg,
            "interval": None if self.interval is None else to_milliseconds(self.interval),
            "resolution": to_milliseconds(self.resolution),
            "count": self.count,
            "points": self.points,
        }


def states_json(states: dict[int, str]) -> dict[str, str]:
    """The text of each code, as JSON takes it."""
    return {str(code): text for code, text in states.items()}


@dataclass(frozen=True, slots=True)
class Fold:
    """One query's way from a series to its columns. `wanted` is how wide these should be (µs);
    they are answered as if `shift` µs later."""

    store: Store
    range: TimeRange
    grid: Grid
    agg: str
    using: str
    wanted: int | None = None
    shift: int = 0

    def columns(self, place: int, series: Series, state: State) -> Columns:
        resolution = self._resolution(state)
        damaged: list[Extent] = []
        buckets = self._gather(state, resolution, damaged)
        count = int(buckets.count.sum())
        if self.agg == "m4":
            # Of a damaged block only rollups can tell, and they have no raw readings.
            few = self.grid.step is None and count <= 4 * self.grid.width and not damaged
            if few and not self._finest(state):
                resolution = 0
            times, values = self._m4(state, buckets, resolution)
        elif self.agg == HELD and (held := self._held(state, count, resolution)):
            times, values = held
        else:
            before = self._before(state, damaged) if self.agg in LOOK_BACK else None
            times, values = self._aggregate(series, before, buckets, resolution)
        times = times + self.shift if self.shift else times
        interval = interval_of(self.store, state, self.using)
        points = point_rows(times, values, gap_positions(times, interval, resolution))
        agg = SAID_AS.get(self.agg, self.agg)
        return Columns(
            place, series, agg, interval, resolution, count, times, values, points, damaged
        )

    def _resolution(self, state: State) -> int:
        """The width of the columns; where readings have gone, a multiple of the finest left."""
        wanted = self.wanted or self.grid.resolution(self.range.span)
        finest = self._finest(state) or 1
        return -(-wanted // finest) * finest

    def _finest(self, state: State) -> int:
        return finest_left(state, self._start(state))

    def _start(self, state: State) -> int:
        """Where there may be something to draw."""
        start = self.range.start
        return start if state.first is None else max(start, state.first)

    def _gather(self, state: State, resolution: int, damaged: list[Extent]) -> Buckets:
        if state.first is None or state.last is None:
            return Buckets.empty()
        start, end = self._start(state), min(self.range.end, state.last + 1)
        if start >= end:
            return Buckets.empty()
        align = alignment(start, end, resolution, self.grid.zone)
        return gather(
            self.store,
            state,
            start,
            end,
            align,
            self.using,
            columns=self._needs(),
            thin=lambda times, values: self._thinned(times, values, resolution),
            damaged=damaged,
        )

    def _thinned(self, times: Times, values: Values, resolution: int) -> Buckets:
        """Readings as buckets: of more than are answered as they are, M4 takes their columns."""
        if self.agg != "m4" or len(times) <= 4 * self.grid.width:
            return Buckets.points(times, values)
        return Buckets.thinned(times, values, columns(times, resolution, self.grid.zone).starts)

    def _needs(self) -> Collection[str]:
        return M4_NEEDS if self.agg == "m4" else {"count", *EVERY[self.agg].needs}

    def _m4(self, state: State, buckets: Buckets, resolution: int) -> tuple[Times, Values]:
        if resolution == 0 and len(buckets) < buckets.count.sum():
            start, end = self._start(state), self.range.end
            return self.store.columns(state.series, start, end, self.using, damaged=[])
        if resolution:
            cut = columns(buckets.times, resolution, self.grid.zone)
            if len(cut.starts) < len(buckets):
                buckets = buckets.fold(cut.starts, cut.times, M4_NEEDS)
        return buckets.candidates()

    def _aggregate(
        self, series: Series, before: Before | None, buckets: Buckets, resolution: int
    ) -> tuple[Times, Values]:
        cut = columns(buckets.times, resolution, self.grid.zone)
        values = aggregate(
            self.agg,
            buckets.fold(cut.starts, cut.times, self._needs()),
            cut.lengths,
            before=before,
            semantics=series.semantics,
        )
        if self.agg == SLOPE:
            # Of one reading alone there is no slope.
            known = ~np.isnan(values)
            return cut.times[known], values[known]
        return cut.times, values

    def _held(self, state: State, count: int, resolution: int) -> tuple[Times, Values] | None:
        """The means of what each reading holds until the next; None where that would take more
        readings than are read for it, or such that retention has taken."""
        start = self.range.start
        if count > MOST_HELD or state.first is None or self._start(state) < state.kept_from:
            return None
        damaged: list[Extent] = []
        times, values = self.store.columns(state.series, start, self.range.end, self.using, damaged)
        before = self._before(state, damaged)
        if damaged:
            return None
        if before is not None:
            times, values = np.append(start, times), np.append(before.value, values)
        end = min(self.range.end, max(now(), state.last or start))
        return held_means(times, values, end, resolution, self.grid.zone)

    def _before(self, state: State, damaged: list[Extent]) -> Before | None:
        """The newest reading before the range that can be read."""
        if state.first is None or state.first >= self.range.start:
            return None
        start, lost = self.range.start, list[Extent]()
        times, values = self.store.newest_columns(state.series, start, 1, self.using, lost)
        damaged += [one for one in lost if one not in damaged]
        if len(values) and times[0] >= state.kept_from:
            return Before(int(times[0]), float(values[0]))
        # Where a bucket crosses the beginning, it is answered whole.
        finest = self._finest(state) or 1
        return last_before(state, start // finest * finest, self.using)
