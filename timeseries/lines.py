"""Lines that are computed with: columns of series, brought to the same times and combined.

Columns of one request begin at the same times, but a series of every minute has fewer of them
than one of every second: a point stands for its line until the next one, or until the line
breaks. Amounts (a sum or a count of each column) stand for their own column alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .downsample import Times, Values

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """Points at `times` (µs, strictly ascending), NaN where there is no value.

    A distance above `reach` µs is a gap (none when it is 0). `holds` says that a point stands
    for what comes until the next. A "counter" has values that only grow but for resets, a "rate"
    is one already.
    """

    times: Times
    values: Values
    reach: int = 0
    holds: bool = True
    measures: Literal["", "counter", "rate"] = ""

    def at(self, times: Times) -> Values:
        """The value at each of these times, NaN where there is none."""
        if not len(self.times):
            return np.full(len(times), np.nan)
        place = np.searchsorted(self.times, times, "right") - 1
        age = times - self.times[place]
        furthest = (self.reach or np.inf) if self.holds else 0
        return np.where((place >= 0) & (age <= furthest), self.values[place], np.nan)


def aligned(lines: Sequence[Line]) -> tuple[Times, list[Values]]:
    """The times at which any of the lines has a point (where some are amounts, any of these),
    and the values of each line there."""
    amounts = [line for line in lines if not line.holds]
    every = [line.times for line in amounts or lines]
    times = every[0]
    for more in every[1:]:
        if not np.array_equal(times, more):
            times = np.union1d(times, more)
    return times, [
        line.values if np.array_equal(line.times, times) else line.at(times) for line in lines
    ]


COMBINED: dict[str, Callable[[Rows], Values]] = {
    "sum": lambda rows: np.nansum(rows, axis=0),
    "mean": lambda rows: np.nansum(rows, axis=0) / np.sum(~np.isnan(rows), axis=0),
    "min": lambda rows: np.fmin.reduce(rows, axis=0),
    "max": lambda rows: np.fmax.reduce(rows, axis=0),
    "count": lambda rows: np.sum(~np.isnan(rows), axis=0, dtype=np.float64),
}


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def combine(lines: Sequence[Line], how: str) -> Line:
    """Some lines (one at least) as one: at each time those that have a value there, and a gap
    only where none has. `how` is a key of COMBINED."""
    times, values = aligned(lines)
    rows = np.vstack(values)
    found = COMBINED[how](rows)
    found[np.isnan(rows).all(axis=0) | ~np.isfinite(found)] = np.nan
    reach, holds = max(line.reach for line in lines), all(line.holds for line in lines)
    return Line(times, found, reach, holds)
