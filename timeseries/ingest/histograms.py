"""Histograms as readings: a count, a sum, and of each bound how many values lie up to it."""

import math
from collections.abc import Iterable, Iterator
from itertools import accumulate

# A part of a metric, beside its name: a suffix, and a tag of it.
Part = tuple[str, str, str]
WHOLE: Part = ("", "", "")
COUNT, SUM, BUCKET = "_count", "_sum", "_bucket"
# A reading of a point: its part and its value.
Split = tuple[Part, float]
# A bucket's place on its scale, and how many values lie in it.
Bucket = tuple[int, float]


def buckets(bounds: Iterable[float], counts: Iterable[float]) -> Iterator[Split]:
    """Of each bound how many values lie up to it."""
    for bound, count in zip(bounds, accumulate(counts), strict=False):
        yield (BUCKET, "le", "+Inf" if math.isinf(bound) else f"{bound:.15g}"), count


def exponential(
    scale: int,
    negative: Iterable[Bucket],
    zero: tuple[float, float],
    positive: Iterable[Bucket],
) -> Iterator[Split]:
    """Those of the buckets that are not empty. The one at place i of scale s holds what lies above
    `2**(i / 2**s)` and up to the next bound, among negative values the same below 0; `zero` is up
    to which bound values count as none, and how many these are. Places ascend."""
    found = [(-_bound(place, scale), count) for place, count in negative][::-1]
    found.append(zero)
    found += [(_bound(place + 1, scale), count) for place, count in positive]
    used = [(bound, count) for bound, count in found if count]
    yield from buckets([*(bound for bound, _ in used), math.inf], [*(c for _, c in used), 0])


def _bound(place: int, scale: int) -> float:
    try:
        return float(2.0 ** math.ldexp(place, -scale))
    except OverflowError:
        return math.inf
