"""Means of what readings hold: of a step series, whose value stays until the next reading."""

from zoneinfo import ZoneInfo

import numpy as np

from .columns import columns
from .downsample import Times, Values
from .timerange import DAY


def held_means(
    times: Times, values: Values, end: int, step: int, zone: ZoneInfo | None = None
) -> tuple[Times, Values]:
    """The columns of `step` µs from the first reading to `end` (µs), each with the mean of the
    values over time; the last reading holds until `end`.

    `times` are strictly ascending, unless the first two are the same: then the second counts.
    Columns without a reading have the value that is held there.
    """
    if not len(times) or times[0] >= end:
        return times[:0], values[:0]
    begins = _columns(int(times[0]), end, step, zone)
    # A knot wherever the value or the column changes.
    knots = np.union1d(times[times < end], begins[1:])
    held = values[np.searchsorted(times, knots, "right") - 1]
    lengths = np.diff(knots, append=end).astype(np.float64)
    column = np.searchsorted(begins, knots, "right") - 1
    total = np.bincount(column, held * lengths, len(begins))
    return begins, total / np.bincount(column, lengths, len(begins))


def _columns(start: int, end: int, step: int, zone: ZoneInfo | None) -> Times:
    """Where the columns that hold [start, end) begin; the first may begin before it."""
    # Near enough that no column is passed over, also on a day that is short.
    near = min(step, DAY // 2) if zone is not None and step % DAY == 0 else step
    sampled = np.append(np.arange(start, end, near, dtype=np.int64), end - 1)
    return columns(np.unique(sampled), step, zone).times
