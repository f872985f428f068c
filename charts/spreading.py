"""Curves that were computed, as a kind takes them that asks for several aggregates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from timeseries.aggregates import AGGREGATES, aggregate
from timeseries.buckets import Buckets
from timeseries.columns import columns
from timeseries.fold import Columns
from timeseries.points import point_rows
from timeseries.resolutions import column_width

from .kind import Answered

_NO_GAPS = np.empty(0, np.intp)


@dataclass(frozen=True, slots=True)
class Spread:
    """The aggregates `aggs`, in columns `pixels` wide of a range of `span` µs that is `width`
    pixels wide."""

    aggs: Sequence[str]
    pixels: int
    span: int
    width: int

    def answers(self, given: Columns) -> Answered:
        """The points by each of the aggregates. A point of what was computed counts as one
        reading."""
        known = ~np.isnan(given.values)
        times, buckets = given.times[known], Buckets.points(given.times[known], given.values[known])
        lengths = np.full_like(times, given.resolution)
        if self.pixels > 1:
            wide = column_width(self.span, max(1, self.width // self.pixels))
            cut = columns(times, wide)
            times, lengths = cut.times, cut.lengths
            buckets = buckets.fold(cut.starts, cut.times)
        plain = point_rows(times, buckets.last, _NO_GAPS)
        return {
            agg: point_rows(times, aggregate(agg, buckets, lengths), _NO_GAPS)
            if agg in AGGREGATES
            else plain
            for agg in self.aggs
        }
