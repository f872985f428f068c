"""Aggregations: many lines to one for each group of labels."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..batch import Values
from .faults import NotComputable
from .lines import Key, Line, Present, Vector, chosen, key_of
from .numbers import written
from .over_time import quantile_of
from .selected import MOST_VALUES
from .syntax import Aggregation

# Lines by steps, NaN where a line has no value.
Table = NDArray[np.float64]


def aggregated(
    aggregation: Aggregation, vector: Vector, parameter: Values, tick: Callable[[], None]
) -> Vector:
    """`parameter` is that of topk, bottomk, limitk and quantile, for each step; `tick` is called
    before each group, and may raise."""
    found: list[Line] = []
    for key, lines in _groups(aggregation, vector).items():
        tick()
        if aggregation.name in _RANKED:
            found += _ranked(_RANKED[aggregation.name], lines, parameter)
        else:
            found.append(_group(aggregation.name, dict(key), lines, parameter))
    return found


def values_counted(
    aggregation: Aggregation, vector: Vector, label: str, tick: Callable[[], None]
) -> Vector:
    """Of each value how many lines have it, with the value as the text of a label. Raises
    NotComputable where these are too many, and what `tick` raises."""
    if not label.strip():
        raise NotComputable("count_values takes the name of a label.")
    found: list[Line] = []
    left = MOST_VALUES
    for key, lines in _groups(aggregation, vector, without_too=label).items():
        tick()
        values = np.stack([line.values for line in lines])
        there = np.stack([line.present for line in lines])
        distinct, which = np.unique(values[there], return_inverse=True)
        left -= len(distinct) * values.shape[1]
        if left < 0:
            raise NotComputable("There are too many different values to count: round them.")
        counts = np.zeros((len(distinct), values.shape[1]))
        np.add.at(counts, (which, np.nonzero(there)[1]), 1)
        for value, count in zip(distinct.tolist(), counts, strict=True):
            found.append(Line({**dict(key), label: written(value)}, count, count > 0))
    return found


def _groups(
    aggregation: Aggregation, vector: Vector, without_too: str | None = None
) -> dict[Key, list[Line]]:
    groups: dict[Key, list[Line]] = {}
    for line in vector:
        labels = chosen(line.labels, aggregation.names, aggregation.without)
        labels.pop(without_too or "", None)
        groups.setdefault(key_of(labels), []).append(line)
    return groups


def _group(name: str, labels: dict[str, str], lines: list[Line], parameter: Values) -> Line:
    values = np.stack([line.values for line in lines])
    there = np.stack([line.present for line in lines])
    if name == "quantile":
        result = _quantiles(values, there, parameter)
    else:
        with np.errstate(all="ignore"):
            result = _OF[name](values, there)
    return Line(labels, result, np.asarray(there.any(axis=0)))


def _mean(values: Table, there: NDArray[np.bool_]) -> Values:
    counts = np.maximum(there.sum(axis=0), 1)
    result: Values = np.where(there, values, 0.0).sum(axis=0) / counts
    return result


def _variance(values: Table, there: NDArray[np.bool_]) -> Values:
    away = np.where(there, values - _mean(values, there), 0.0)
    return _mean(away**2, there)


_OF: dict[str, Callable[[Table, NDArray[np.bool_]], Values]] = {
    "sum": lambda values, there: np.where(there, values, 0.0).sum(axis=0),
    "avg": _mean,
    # NaN counts only where there is nothing else.
    "min": lambda values, there: np.fmin.reduce(np.where(there, values, np.nan)),
    "max": lambda values, there: np.fmax.reduce(np.where(there, values, np.nan)),
    "count": lambda values, there: there.sum(axis=0).astype(np.float64),
    "group": lambda values, there: np.ones(values.shape[1]),
    "stddev": lambda values, there: np.sqrt(_variance(values, there)),
    "stdvar": _variance,
}
# By the sign with which values are sorted ascending; those of limitk are not sorted.
_RANKED = {"topk": -1.0, "bottomk": 1.0, "limitk": 0.0}


def _quantiles(values: Table, there: NDArray[np.bool_], wanted: Values) -> Values:
    steps = range(values.shape[1])
    found = [quantile_of(values[there[:, at], at], float(wanted[at])) for at in steps]
    return np.array(found, np.float64)


def _ranked(sign: float, lines: list[Line], wanted: Values) -> list[Line]:
    """The first lines at each step, by their values, in the order of the last step."""
    values = np.stack([line.values for line in lines])
    values = sign * values if sign else np.zeros_like(values)
    there = np.stack([line.present for line in lines])
    ranks = _ranks(values, there)
    kept: Present = there & (ranks < np.nan_to_num(wanted))
    order = sorted(range(len(lines)), key=lambda number: int(ranks[number, -1]))
    return [
        Line(lines[number].labels, lines[number].values, kept[number])
        for number in order
        if kept[number].any()
    ]


def _ranks(values: Table, there: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Of each line its place at each step: NaN behind all values, and behind it what is not
    there."""
    order = np.lexsort((values, np.isnan(values), ~there), axis=0)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(order))[:, None], axis=0)
    return ranks
