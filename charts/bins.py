"""Readings counted by their size, in bins whose edges are round numbers."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .stacking import Points

Edges = NDArray[np.float64]

# Each reading by itself while there are no more than columns, else the mean of a column with
# the number of its readings.
AGGS = ("mean", "count")
COLUMNS = 10_000
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def sizes(answer: Mapping[str, Points]) -> tuple[Edges, Edges, Edges]:
    """Times in ms, values, and how many readings each stands for."""
    means, counts = answer["mean"], answer["count"]
    there = np.isfinite(means[:, 1]) & np.isfinite(counts[:, 1])
    return means[there, 0], means[there, 1], counts[there, 1]


def edges(values: Edges, bins: int) -> Edges:
    """Ascending edges at multiples of a round step, so that they stay while readings come;
    about `bins` of them around all values, none without a value."""
    if not len(values):
        return np.empty(0)
    low, high = float(values.min()), float(values.max())
    step = _round((high - low) / bins or abs(low) / bins or 1.0)
    # The last bin holds its upper edge too: 100% is no reason for one beyond it.
    first = np.floor(low / step)
    last = max(np.ceil(high / step - 1e-9), first + 1)
    found: Edges = np.arange(first, last + 1) * step
    return found


def _round(rough: float) -> float:
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(one * power for one in _ROUND if one * power >= rough * (1 - 1e-9)))
