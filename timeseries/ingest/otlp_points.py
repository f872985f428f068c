"""Points of OpenTelemetry that are several readings each: histograms and summaries."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .histograms import COUNT, SUM, Split, buckets, exponential


def _counted(point: Any) -> Iterator[Split]:
    yield (COUNT, "", ""), point.count
    for field in ("sum", "min", "max"):
        if point.HasField(field):
            yield (f"_{field}", "", ""), getattr(point, field)


def _of_histogram(point: Any) -> Iterator[Split]:
    counts, bounds = point.bucket_counts, point.explicit_bounds
    if (counts or bounds) and len(counts) != len(bounds) + 1:
        raise ValueError(
            f"bucketCounts has {len(counts)} entries and explicitBounds {len(bounds)}: "
            "it takes one more, or none of both"
        )
    yield from _counted(point)
    yield from buckets([*bounds, math.inf], counts)


def _of_exponential(point: Any) -> Iterator[Split]:
    yield from _counted(point)
    low, high = point.negative, point.positive
    yield from exponential(
        point.scale,
        enumerate(low.counts, low.offset),
        point.zero_count,
        enumerate(high.counts, high.offset),
    )


def of_summary(point: Any) -> Iterator[Split]:
    yield (COUNT, "", ""), point.count
    yield (SUM, "", ""), point.sum
    for one in point.quantiles:
        yield ("", "quantile", f"{one.quantile:.15g}"), one.value


# Each raises ValueError with the reason a point is refused.
HISTOGRAMS: Mapping[str, Callable[[Any], Iterator[Split]]] = {
    "histogram": _of_histogram,
    "exponential_histogram": _of_exponential,
}
