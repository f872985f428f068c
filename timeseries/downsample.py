"""Readings to columns: pure functions on arrays.

`times` are int64 µs, strictly ascending; `values` are finite float64 of the same length;
`starts` are the positions at which the non-empty columns begin (`columns.py` finds them):
the first is 0, and column i holds the readings [starts[i], starts[i + 1]).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]
Values = NDArray[np.float64]
Positions = NDArray[np.intp]


def m4(times: Times, values: Values, starts: Positions) -> tuple[Times, Values]:
    """The first, lowest, highest and last reading of every column, each at its true time.

    At most four readings a column, ascending in time, none twice. M4 of readings that M4
    (or a rollup of narrower buckets) has thinned is that of all readings. Jugel et al.,
    "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014.
    """
    low, high = extremes(values, starts)
    kept = np.empty((len(starts), 4), np.intp)
    kept[:, 0] = starts
    np.minimum(low, high, out=kept[:, 1])
    np.maximum(low, high, out=kept[:, 2])
    kept[:, 3] = _lasts(values, starts)
    positions = kept.ravel()
    once = np.ones(len(positions), np.bool_)
    np.not_equal(positions[1:], positions[:-1], out=once[1:])
    positions = positions[once]
    return times[positions], values[positions]


def extremes(values: Values, starts: Positions) -> tuple[Positions, Positions]:
    """The positions of each column's lowest and highest value, the earliest among equals."""
    return lowest(values, starts), highest(values, starts)


def lowest(values: Values, starts: Positions) -> Positions:
    """The positions of each column's lowest value, the earliest among equals."""
    return _earliest(values, starts, np.minimum, np.argmin)


def highest(values: Values, starts: Positions) -> Positions:
    """The positions of each column's highest value, the earliest among equals."""
    return _earliest(values, starts, np.maximum, np.argmax)


def _earliest(
    values: Values, starts: Positions, extreme: np.ufunc, position: Callable[..., Positions]
) -> Positions:
    length = _common_length(starts)
    if not length:
        wanted = extreme.reduceat(values, starts)
        hits = np.flatnonzero(values == np.repeat(wanted, _counts(values, starts)))
        return hits[np.searchsorted(hits, starts)]
    # Steady readings: each column is a row, but for the two at the ends.
    found = starts.copy()
    found[0] += position(values[: starts[1]])
    found[1:-1] += position(values[starts[1] : starts[-1]].reshape(-1, length), axis=1)
    found[-1] += position(values[starts[-1] :])
    return found


def _common_length(starts: Positions) -> int:
    """How many readings each column but the first and the last has; 0 where they differ."""
    lengths = np.diff(starts)[1:]
    return int(lengths[0]) if len(lengths) and (lengths == lengths[0]).all() else 0


def sums(values: Values, starts: Positions) -> Values:
    """The sum of each column: from 0.0, strictly from left to right; infinite on overflow.

    The only summation there is, so that the same readings give the same bits everywhere.
    """
    # bincount adds one weight after the other; np.sum and np.add.reduceat add pairwise.
    column = np.repeat(np.arange(len(starts)), _counts(values, starts))
    total = np.bincount(column, weights=values, minlength=len(starts))
    return total.astype(np.float64, copy=False)


def _counts(values: Values, starts: Positions) -> Positions:
    return np.diff(starts, append=len(values))


def _lasts(values: Values, starts: Positions) -> Positions:
    return starts + _counts(values, starts) - 1


def gap_positions(times: Times, interval: int | None, resolution: int) -> Positions:
    """The positions of the points that come after a gap, where the curve must break.

    A gap is a distance above max(4 * interval, 2 * resolution), both in µs; with neither
    (None and 0) there are none.
    """
    widest = max(4 * (interval or 0), 2 * resolution)
    if not widest:
        return np.empty(0, np.intp)
    return np.flatnonzero(np.diff(times) > widest) + 1


def median_step(times: Times) -> int | None:
    """The median distance between neighbours in µs (the lower of two); None without any."""
    steps = np.diff(times)
    if not len(steps):
        return None
    middle = (len(steps) - 1) // 2
    return int(np.partition(steps, middle)[middle])
