"""One value for each column, of the readings that it holds, from buckets that are folded to it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from .buckets import Buckets
from .downsample import Times, Values


@dataclass(frozen=True, slots=True)
class _Columns:
    """`buckets` is one for each column; `lengths` are those of whole columns in µs, `before`
    is the value of the newest reading before the first."""

    buckets: Buckets
    lengths: Times
    before: float | None
    semantics: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How it is computed, and which columns of buckets it looks at."""

    of: Callable[[_Columns], Values]
    needs: Collection[str]


def _delta(columns: _Columns) -> Values:
    buckets = columns.buckets
    if columns.semantics == "counter":
        return buckets.steps(columns.before) + buckets.increase
    earlier = np.empty_like(buckets.last)
    earlier[1:] = buckets.last[:-1]
    earlier[:1] = buckets.first[:1] if columns.before is None else columns.before
    return buckets.last - earlier


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
    "rate": Aggregate(lambda c: _delta(c) / (c.lengths / 1_000_000), _STEPS),
}


@np.errstate(over="ignore", invalid="ignore")
def aggregate(
    name: str,
    buckets: Buckets,
    lengths: Times,
    *,
    before: float | None = None,
    semantics: str = "gauge",
) -> Values:
    """One value for each column, NaN where it does not fit a double (answered as null).

    `name` is a key of AGGREGATES; `buckets` are the columns; `lengths` are those of the whole
    columns in µs, for the rate; `before` is the value of the newest reading before the first.
    The delta of a "counter" is the sum of its steps, any other's the difference to the last
    reading before the column; where there is none, to the column's first. Raises KeyError.
    """
    result = AGGREGATES[name].of(_Columns(buckets, lengths, before, semantics))
    return np.where(np.isfinite(result), result, np.nan)
