"""Buckets: what is known of all readings in [k * width, (k + 1) * width), as columns.

Pure functions on arrays. A bucket of one rung is folded from those of the rung below it, the
finest from the readings themselves, and always along the whole ladder: so a bucket has the
same bits whichever rungs are stored (Gray et al., "Data Cube", 1996, call such aggregates
algebraic; only the order of additions has to be fixed).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .downsample import Positions, Times, Values, extremes, highest, lowest, sums
from .resolutions import LADDER


@dataclass(frozen=True, slots=True)
class Before:
    """The newest reading before some buckets: its time in µs, and its value."""

    time: int
    value: float


@dataclass(frozen=True, slots=True)
class Buckets:
    """Non-empty buckets, ascending and apart, an entry of each column for each of them.

    `times` is where they start, `*_at` when the reading was (all int64 µs); values are
    float64. `min` and `max` are the earliest among equals. `increase` is the sum of the steps
    between neighbours in the bucket, a fall counting as the new value (a counter's reset).
    """

    times: Times
    count: Times
    min: Values
    max: Values
    sum: Values
    first: Values
    last: Values
    increase: Values
    first_at: Times
    last_at: Times
    min_at: Times
    max_at: Times

    def __len__(self) -> int:
        return len(self.times)

    @classmethod
    def empty(cls) -> "Buckets":
        return cls.points(np.empty(0, np.int64), np.empty(0, np.float64))

    @classmethod
    def points(cls, times: Times, values: Values) -> "Buckets":
        """Every reading as a bucket of its own."""
        ones, zeros = np.ones(len(times), np.int64), np.zeros(len(times))
        return cls(
            times, ones, values, values, values, values, values, zeros, times, times, times, times
        )

    @classmethod
    def thinned(cls, times: Times, values: Values, starts: Positions) -> "Buckets":
        """Readings as a bucket for each group, which begins at these positions (the first at 0)
        and at its first reading, without sums and increases."""
        low, high = extremes(values, starts)
        ends = np.append(starts[1:], len(times)) - 1
        none = np.zeros(len(starts))
        return cls(
            times=times[starts],
            count=ends - starts + 1,
            min=values[low],
            max=values[high],
            sum=none,
            first=values[starts],
            last=values[ends],
            increase=none,
            first_at=times[starts],
            last_at=times[ends],
            min_at=times[low],
            max_at=times[high],
        )

    @classmethod
    def of_readings(cls, times: Times, values: Values, width: int) -> "Buckets":
        """The buckets of a rung of the ladder; `times` are strictly ascending."""
        buckets = cls.points(times, values)
        if not len(times):
            return buckets
        nearest = int(np.diff(times).min()) if len(times) > 1 else width
        # Below this each bucket holds one reading, and folding it changes nothing.
        rungs = [rung for rung in LADDER if nearest < rung < width]
        return reduce(Buckets.fold_to, [*rungs, width], buckets)

    @classmethod
    def of_each(cls, runs: Sequence[tuple[Times, Values]], width: int) -> list["Buckets"]:
        """`of_readings` of several series at once, which takes little longer than of one."""
        times = np.concatenate([times for times, _ in runs])
        cuts = np.cumsum([0, *(len(times) for times, _ in runs)])
        steps = np.diff(times)
        # Those from one series to the next are none.
        steps[cuts[(cuts > 0) & (cuts < len(times))] - 1] = width
        nearest = int(steps.min(initial=width))
        whole = cls.points(times, np.concatenate([values for _, values in runs]))
        for rung in [*(rung for rung in LADDER if nearest < rung < width), width]:
            whole, cuts = whole._fold_apart(cuts, rung)
        return whole._parts(cuts)

    @classmethod
    def fold_each(cls, parts: list["Buckets"], width: int) -> list["Buckets"]:
        """`fold_to` of the buckets of several series at once."""
        whole, cuts = cls.concatenate(parts), np.cumsum([0, *map(len, parts)])
        whole, cuts = whole._fold_apart(cuts, width)
        return whole._parts(cuts)

    def _fold_apart(self, cuts: Positions, width: int) -> tuple["Buckets", Positions]:
        """Folded, with no group that reaches across one of these positions; where they are then."""
        number = self.times // width
        begins = np.ones(len(self), np.bool_)
        np.not_equal(number[1:], number[:-1], out=begins[1:])
        begins[cuts[cuts < len(self)]] = True
        starts = np.flatnonzero(begins)
        return self.fold(starts, number[starts] * width), np.searchsorted(starts, cuts)

    def _parts(self, cuts: Positions) -> list["Buckets"]:
        return [self.select(slice(low, high)) for low, high in pairwise(cuts.tolist())]

    def fold_to(self, width: int) -> "Buckets":
        """Folded into buckets of a width that these divide."""
        number = self.times // width
        starts = np.flatnonzero(np.diff(number, prepend=number[:1] - 1))
        return self.fold(starts, number[starts] * width)

    def fold(self, starts: Positions, times: Times, columns: Collection[str] = ()) -> "Buckets":
        """Groups that begin at these positions (the first at 0) as one bucket each, which
        starts at `times`. Where `columns` are named, sums are added only if they are."""
        if not len(starts):
            return self
        none = np.zeros(len(starts))
        ends = np.append(starts[1:], len(self)) - 1
        low, high = lowest(self.min, starts), highest(self.max, starts)
        return Buckets(
            times=times,
            count=np.add.reduceat(self.count, starts),
            min=self.min[low],
            max=self.max[high],
            sum=sums(self.sum, starts) if not columns or "sum" in columns else none,
            first=self.first[starts],
            last=self.last[ends],
            increase=self._increase(starts) if not columns or "increase" in columns else none,
            first_at=self.first_at[starts],
            last_at=self.last_at[ends],
            min_at=self.min_at[low],
            max_at=self.max_at[high],
        )

    @np.errstate(over="ignore", invalid="ignore")
    def steps(self, before: float | None = None) -> Values:
        """What a counter gained from each bucket's predecessor's last to its first reading;
        from `before`, the value before all of them, to the first (0 without one)."""
        earlier = np.empty_like(self.last)
        earlier[1:] = self.last[:-1]
        earlier[:1] = self.first[:1] if before is None else before
        steps = self.first - earlier
        np.copyto(steps, self.first, where=steps < 0)
        return steps

    def _increase(self, starts: Positions) -> Values:
        steps = self.steps()
        # The step into a group belongs to no group.
        steps[starts] = 0.0
        both = np.empty(2 * len(self))
        both[0::2], both[1::2] = steps, self.increase
        return sums(both, 2 * starts)

    def candidates(self) -> tuple[Times, Values]:
        """Each bucket's first, lowest, highest and last reading at their times, ascending,
        none twice: the readings that M4 of wider columns can choose."""
        low_first = self.min_at <= self.max_at
        times = np.empty((len(self), 4), np.int64)
        values = np.empty((len(self), 4))
        times[:, 0], values[:, 0] = self.first_at, self.first
        times[:, 1] = np.where(low_first, self.min_at, self.max_at)
        values[:, 1] = np.where(low_first, self.min, self.max)
        times[:, 2] = np.where(low_first, self.max_at, self.min_at)
        values[:, 2] = np.where(low_first, self.max, self.min)
        times[:, 3], values[:, 3] = self.last_at, self.last
        flat = times.ravel()
        once = np.ones(len(flat), np.bool_)
        np.not_equal(flat[1:], flat[:-1], out=once[1:])
        return flat[once], values.ravel()[once]

    def between(self, start: int, end: int) -> "Buckets":
        """Those that start in [start, end)."""
        low, high = np.searchsorted(self.times, [start, end])
        return self.select(slice(int(low), int(high)))

    def select(self, which: slice) -> "Buckets":
        return Buckets(*(column[which] for column in self.arrays()))

    def take(self, positions: Positions) -> "Buckets":
        """Those at these positions, in their order."""
        return Buckets(*(column[positions] for column in self.arrays()))

    def arrays(self) -> list[NDArray[Any]]:
        """The columns in the order of the fields."""
        return [getattr(self, name) for name in COLUMNS]

    @classmethod
    def concatenate(cls, parts: list["Buckets"]) -> "Buckets":
        """All buckets of parts that follow each other."""
        held = [part for part in parts if len(part)]
        if len(held) < 2:
            return held[0] if held else cls.empty()
        return cls(
            *(np.concatenate(column) for column in zip(*(p.arrays() for p in held), strict=True))
        )


COLUMNS = tuple(field.name for field in fields(Buckets))
