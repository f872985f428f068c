"""One value for each column, of the readings that it holds, from buckets that are folded to it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from .buckets import Before, Buckets
from .downsample import Times, Values
from .timerange import SECOND


@dataclass(frozen=True, slots=True)
class _Columns:
    """`buckets` is one for each column; `lengths` are those of whole columns in µs, `before`
    is the newest reading before the first."""

    buckets: Buckets
    lengths: Times
    before: Before | None
    semantics: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How it is computed, and which columns of buckets it looks at."""

    of: Callable[[_Columns], Values]
    needs: Collection[str]


def _delta(columns: _Columns) -> Values:
    buckets, before = columns.buckets, columns.before
    value = None if before is None else before.value
    if columns.semantics == "counter":
        return buckets.steps(value) + buckets.increase
    earlier = np.empty_like(buckets.last)
    earlier[1:] = buckets.last[:-1]
    earlier[:1] = buckets.first[:1] if value is None else value
    return buckets.last - earlier


@np.errstate(divide="ignore")
def _slope(columns: _Columns) -> Values:
    """By the time between readings and not that of columns, which may be shorter than a step."""
    buckets, before = columns.buckets, columns.before
    earlier = np.empty_like(buckets.last_at)
    earlier[1:] = buckets.last_at[:-1]
    earlier[:1] = buckets.first_at[:1] if before is None else before.time
    return _delta(columns) / ((buckets.last_at - earlier) / SECOND)


_STEPS = ("first", "last", "increase")

AGGREGATES: dict[str, Aggregate] = {
    "mean": Aggregate(lambda c: c.buckets.sum / c.buckets.count, ("sum", "count")),
    "min": Aggregate(lambda c: c.buckets.min, ("min",)),
    "max": Aggregate(lambda c: c.buckets.max, ("max",)),
    "sum": Aggregate(lambda c: c.buckets.sum, ("sum",)),
    "count": Aggregate(lambda c: c.buckets.count.astype(np.float64), ("count",)),
    "first": Aggregate(lambda c: c.buckets.first, ("first",)),
    "last": Aggregate(lambda c: c.buckets.last, ("last",)),
    "delta": Aggregate(_delta, _STEPS),
    "rate": Aggregate(lambda c: _delta(c) / (c.lengths / SECOND), _STEPS),
}
# Those that panels ask for in place of a rate and a mean: what is gained each second from one
# reading to the next, and the mean of what each reading holds until the next (`held.py`, which
# reads them all; this is what stands in where that is too much).
SLOPE, HELD = "slope", "held"
EVERY = AGGREGATES | {
    SLOPE: Aggregate(_slope, (*_STEPS, "first_at", "last_at")),
    HELD: AGGREGATES["mean"],
}


@np.errstate(over="ignore", invalid="ignore")
def aggregate(
    name: str,
    buckets: Buckets,
    lengths: Times,
    *,
    before: Before | None = None,
    semantics: str = "gauge",
) -> Values:
    """One value for each column, NaN where it does not fit a double (answered as null).

    `name` is a key of EVERY; `buckets` are the columns; `lengths` are those of the whole
    columns in µs, for the rate; `before` is the newest reading before the first. The delta of a
    "counter" is the sum of its steps, any other's the difference to the last reading before the
    column; where there is none, to the column's first. Raises KeyError.
    """
    result = EVERY[name].of(_Columns(buckets, lengths, before, semantics))
    return np.where(np.isfinite(result), result, np.nan)
