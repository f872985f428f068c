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
# Exponential histograms have as bounds the powers of 2 from a nanosecond, in seconds, to a TiB, in
# bytes, whichever of their buckets hold something: reports are added up, and compared with those
# before, bound by bound, and one that a report left out would be missing from its sum.
LOWEST, HIGHEST = -30, 40
_POWERS = [2.0**octave for octave in range(LOWEST, HIGHEST + 1)]
# By a scale of so much below 0 all numbers above 1 lie in one bucket.
_WIDEST = 11


def buckets(bounds: Iterable[float], counts: Iterable[float]) -> Iterator[Split]:
    """Of each bound how many values lie up to it."""
    for bound, count in zip(bounds, accumulate(counts), strict=False):
        yield (BUCKET, "le", "+Inf" if math.isinf(bound) else f"{bound:.15g}"), count


def exponential(
    scale: int, negative: Iterable[Bucket], zero: float, positive: Iterable[Bucket]
) -> Iterator[Split]:
    """Of each power of 2 and of 0 how many values lie up to it; of negative powers where there are
    such values. The bucket at place i of scale s holds what lies above `2**(i / 2**s)` and up to
    the next bound, among negative values the same below 0; `zero` is how many count as none."""
    # Mirrored, a bucket has its upper bound where another has its lower one.
    below = _gathered((HIGHEST - ~_octave(~place, scale), count) for place, count in negative)
    above = _gathered((_octave(place, scale) + 1 - LOWEST, count) for place, count in positive)
    below[-1] += zero
    negatives = [-bound for bound in reversed(_POWERS)] if any(below[:-1]) else []
    counts = [*below[len(_POWERS) - len(negatives) :], *above]
    yield from buckets([*negatives, 0, *_POWERS, math.inf], counts)


def _gathered(found: Iterable[Bucket]) -> list[float]:
    """Counts by their places among the powers, and what is beyond the last."""
    counts = [0.0] * (len(_POWERS) + 1)
    for place, count in found:
        counts[min(max(place, 0), len(_POWERS))] += count
    return counts


def _octave(place: int, scale: int) -> int:
    """The power of 2 at or below the lower bound of a bucket. One that is wider than from one
    power to the next is counted at the first power in it: so no count falls, as that of a counter
    that began anew does, when a sender makes its buckets wider."""
    return place >> scale if scale >= 0 else place << min(-scale, _WIDEST)
