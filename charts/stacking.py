"""Columns that stand on one another have to stand at the same times.

ECharts stacks the i-th points of its series, wherever in time they lie; a column that is
empty in one series would shift all that follows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def aligned(columns: Sequence[Points]) -> list[Points]:
    """Rows of [time, value], each column with one at every time that any has a value for, NaN
    where it has none itself. A gap that all columns have stays."""
    if not columns:
        return []
    times = np.unique(np.concatenate([_times(points, gaps=False) for points in columns]))
    gaps = _times(columns[0], gaps=True)
    for points in columns[1:]:
        gaps = np.intersect1d(gaps, _times(points, gaps=True))
    times = np.union1d(times, gaps)
    return [_at(times, points) for points in columns]


def _times(points: Points, *, gaps: bool) -> Points:
    times: Points = points[np.isnan(points[:, 1]) == gaps, 0]
    return times


def _at(times: Points, points: Points) -> Points:
    rows = np.column_stack([times, np.full_like(times, np.nan)])
    known = points[~np.isnan(points[:, 1])]
    rows[np.searchsorted(times, known[:, 0]), 1] = known[:, 1]
    return rows
