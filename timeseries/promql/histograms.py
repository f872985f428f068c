"""Histograms of cumulative buckets: the counts of series whose upper bound is the label `le`."""

from collections.abc import Callable

import numpy as np

from ..batch import Values
from .lines import Key, Line, Present, Vector, key_of

BOUND = "le"
# Of the bounds of buckets and their counts at a step, whose number it is told.
OfBuckets = Callable[[int, Values, Values], float]


def histogram_quantile(wanted: Values, vector: Vector, tick: Callable[[], None]) -> Vector:
    """A quantile; inside a bucket values are taken to be spread evenly (Prometheus'
    bucketQuantile). `tick` is called before each histogram, and may raise."""
    return _each(vector, lambda at, *buckets: _quantile(float(wanted[at]), *buckets), tick)


def histogram_fraction(
    low: Values, high: Values, vector: Vector, tick: Callable[[], None]
) -> Vector:
    """How much of all values lies between two, spread as for a quantile (Prometheus'
    BucketFraction). `tick` is called before each histogram, and may raise."""
    return _each(
        vector, lambda at, *buckets: _fraction(float(low[at]), float(high[at]), *buckets), tick
    )


def _each(vector: Vector, of: OfBuckets, tick: Callable[[], None]) -> Vector:
    groups: dict[Key, list[tuple[float, Line]]] = {}
    for line in vector:
        bound = _bound(line.labels.get(BOUND, ""))
        if bound is not None:
            labels = {name: text for name, text in line.without_name().items() if name != BOUND}
            groups.setdefault(key_of(labels), []).append((bound, line))
    found = []
    for key, lines in groups.items():
        tick()
        found.append(_line(dict(key), of, lines))
    return found


def _bound(text: str) -> float | None:
    try:
        return float(text.replace("Inf", "inf"))
    except ValueError:
        return None


def _line(labels: dict[str, str], of: OfBuckets, lines: list[tuple[float, Line]]) -> Line:
    lines.sort(key=lambda one: one[0])
    bounds = np.array([bound for bound, _ in lines])
    counts = np.stack([np.where(line.present, line.values, np.nan) for _, line in lines])
    present: Present = ~np.isnan(counts).all(axis=0)
    values = [of(at, *_known(bounds, counts[:, at])) for at in range(counts.shape[1])]
    return Line(labels, np.array(values, np.float64), present)


def _known(bounds: Values, counts: Values) -> tuple[Values, Values]:
    """The buckets that are there, counts made to rise; none where the last has a bound."""
    known = ~np.isnan(counts)
    bounds, counts = bounds[known], np.maximum.accumulate(counts[known])
    is_whole = len(bounds) > 0 and np.isposinf(bounds[-1])
    return (bounds, counts) if is_whole else (bounds[:0], counts[:0])


def _quantile(wanted: float, bounds: Values, counts: Values) -> float:
    if np.isnan(wanted) or len(bounds) < 2 or counts[-1] == 0:
        return np.nan
    if not 0 <= wanted <= 1:
        return -np.inf if wanted < 0 else np.inf
    rank = wanted * counts[-1]
    at = int(np.searchsorted(counts[:-1], rank))
    if at == len(counts) - 1:
        return float(bounds[-2])
    if at == 0 and bounds[0] <= 0:
        return float(bounds[0])
    low, below = (0.0, 0.0) if at == 0 else (float(bounds[at - 1]), float(counts[at - 1]))
    high, inside = float(bounds[at]), float(counts[at]) - below
    return float(low + (high - low) * (rank - below) / inside)


def _fraction(low: float, high: float, bounds: Values, counts: Values) -> float:
    if np.isnan(low) or np.isnan(high) or not len(bounds) or counts[-1] == 0:
        return np.nan
    if low >= high:
        return 0.0
    return float((_rank(high, bounds, counts) - _rank(low, bounds, counts)) / counts[-1])


def _rank(value: float, bounds: Values, counts: Values) -> float:
    """How many lie up to a value. What lies beyond the last bound is nowhere else, and of the
    first bucket nothing below 0 where its bound is above."""
    if np.isposinf(value):
        return float(counts[-1])
    begin = 0.0 if bounds[0] > 0 else bounds[0]
    edges, ranks = np.append(begin, bounds[:-1]), np.append(0.0, counts[:-1])
    if value < edges[0]:
        return 0.0
    return float(np.interp(value, edges, ranks))
