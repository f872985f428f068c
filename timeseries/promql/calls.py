"""Functions that are no plain function of a window or a value."""

from collections.abc import Callable
from typing import Protocol, cast

import numpy as np

from ..batch import Values
from ..timerange import SECOND
from . import over_time
from .elementwise import ELEMENTWISE, clamped, rounded
from .faults import NotComputable
from .histograms import histogram_fraction, histogram_quantile
from .labelling import absent, by_labels, joined, replaced
from .lines import Grid, Line, Value, Vector
from .selected import Function, apart
from .syntax import Call, Looking, Node, Select
from .trend import predicted, smoothed
from .windows import Windows


class Computing(Protocol):
    """What functions ask of the evaluation that calls them."""

    grid: Grid

    def tick(self) -> None: ...
    def of(self, node: Node) -> Value: ...
    def vector(self, node: Node) -> Vector: ...
    def number(self, node: Node) -> Values: ...
    def over(self, node: Looking, function: Function, *, keep_name: bool) -> Vector: ...


def call(on: Computing, node: Call) -> Value:
    """What a function answers at each step."""
    if node.name in over_time.OVER_TIME:
        keep = node.name in over_time.KEEP_NAME
        ranged = cast("Looking", node.arguments[0])
        return on.over(ranged, over_time.OVER_TIME[node.name], keep_name=keep)
    if node.name in ELEMENTWISE:
        return _each(_vector_or_time(on, node), ELEMENTWISE[node.name])
    return CALLS[node.name](on, node)


def _each(vector: Vector, function: Callable[[Values], Values]) -> Vector:
    with np.errstate(all="ignore"):
        lines = [line.nameless() for line in vector]
        return apart([Line(one.labels, function(one.values), one.present) for one in lines])


def _vector_or_time(on: Computing, node: Call) -> Vector:
    if node.arguments:
        return on.vector(node.arguments[0])
    return [on.grid.line(on.grid.times / SECOND)]


def _quantile_over_time(on: Computing, node: Call) -> Vector:
    wanted = on.number(node.arguments[0])

    def function(inside: Windows) -> over_time.Answer:
        return over_time.quantile(inside, wanted[inside.steps])

    return on.over(cast("Looking", node.arguments[1]), function, keep_name=False)


def _predict_linear(on: Computing, node: Call) -> Vector:
    ahead = on.number(node.arguments[1])

    def function(inside: Windows) -> over_time.Answer:
        return predicted(inside, on.grid.times[inside.steps], ahead[inside.steps])

    return on.over(cast("Looking", node.arguments[0]), function, keep_name=False)


def _smoothing(on: Computing, node: Call) -> Vector:
    level, trend = on.number(node.arguments[1]), on.number(node.arguments[2])
    for factor in (level, trend):
        # NaN, where there is none, is one that smooths to NaN.
        if ((factor <= 0) | (factor >= 1)).any():
            raise NotComputable(f"{node.name} takes factors above 0 and below 1.")

    def function(inside: Windows) -> over_time.Answer:
        return smoothed(inside, level[inside.steps], trend[inside.steps], on.tick)

    return on.over(cast("Looking", node.arguments[0]), function, keep_name=False)


def _round(on: Computing, node: Call) -> Vector:
    to = on.number(node.arguments[1]) if len(node.arguments) > 1 else on.grid.everywhere(1)
    return _each(on.vector(node.arguments[0]), lambda values: rounded(values, to))


def _clamp(on: Computing, node: Call) -> Vector:
    low = on.grid.everywhere(-np.inf) if node.name == "clamp_max" else on.number(node.arguments[1])
    high = on.grid.everywhere(np.inf) if node.name == "clamp_min" else on.number(node.arguments[-1])
    lines = _each(on.vector(node.arguments[0]), lambda values: clamped(values, low, high))
    # Where nothing lies between them there is nothing.
    possible = ~(low > high)
    return [Line(line.labels, line.values, line.present & possible) for line in lines]


def _scalar(on: Computing, node: Call) -> Values:
    """The value where just one line is there."""
    counts, values = np.zeros(len(on.grid), np.int64), on.grid.everywhere(np.nan)
    for line in on.vector(node.arguments[0]):
        counts += line.present
        values = np.where(line.present, line.values, values)
    return np.where(counts == 1, values, np.nan)


def _timestamp(on: Computing, node: Call) -> Vector:
    of = node.arguments[0]
    if isinstance(of, Select):
        return on.over(of, over_time.timestamp, keep_name=False)
    now = on.grid.times / SECOND
    return _each(on.vector(of), lambda values: now)


def _sorted(on: Computing, node: Call) -> Vector:
    """By the last value, which is what an instant query answers; NaN comes last."""
    sign = -1.0 if node.name == "sort_desc" else 1.0

    def order(line: Line) -> tuple[bool, float]:
        value = float(line.values[-1])
        return np.isnan(value), 0.0 if np.isnan(value) else sign * value

    return sorted(on.vector(node.arguments[0]), key=order)


def _sorted_by_label(on: Computing, node: Call) -> Vector:
    labels = [cast("str", on.of(one)) for one in node.arguments[1:]]
    vector = on.vector(node.arguments[0])
    return by_labels(vector, labels, descending=node.name == "sort_by_label_desc")


def _absent(on: Computing, node: Call) -> Vector:
    lines = absent(on.vector(node.arguments[0]), node.arguments[0], on.grid)
    return [line for line in lines if line.present.any()]


def _absent_over_time(on: Computing, node: Call) -> Vector:
    ranged = cast("Looking", node.arguments[0])
    lines = absent(on.over(ranged, over_time.present, keep_name=True), ranged, on.grid)
    return [line for line in lines if line.present.any()]


def _label_replace(on: Computing, node: Call) -> Vector:
    to, replacement, source, pattern = (cast("str", on.of(one)) for one in node.arguments[1:])
    vector = on.vector(node.arguments[0])
    return replaced(vector, to, replacement, source, pattern)


def _label_join(on: Computing, node: Call) -> Vector:
    to, between, *sources = (cast("str", on.of(one)) for one in node.arguments[1:])
    return joined(on.vector(node.arguments[0]), to, between, sources)


def _histogram_quantile(on: Computing, node: Call) -> Vector:
    wanted, vector = on.number(node.arguments[0]), on.vector(node.arguments[1])
    return histogram_quantile(wanted, vector, on.tick)


def _histogram_fraction(on: Computing, node: Call) -> Vector:
    low, high, vector = node.arguments
    return histogram_fraction(on.number(low), on.number(high), on.vector(vector), on.tick)


CALLS: dict[str, Callable[[Computing, Call], Value]] = {
    "quantile_over_time": _quantile_over_time,
    "predict_linear": _predict_linear,
    "double_exponential_smoothing": _smoothing,
    "holt_winters": _smoothing,
    "absent_over_time": _absent_over_time,
    "round": _round,
    "clamp": _clamp,
    "clamp_min": _clamp,
    "clamp_max": _clamp,
    "scalar": _scalar,
    "vector": lambda on, node: [on.grid.line(on.number(node.arguments[0]))],
    "time": lambda on, node: on.grid.times / SECOND,
    "pi": lambda on, node: on.grid.everywhere(np.pi),
    "timestamp": _timestamp,
    "sort": _sorted,
    "sort_desc": _sorted,
    "sort_by_label": _sorted_by_label,
    "sort_by_label_desc": _sorted_by_label,
    "absent": _absent,
    "label_replace": _label_replace,
    "label_join": _label_join,
    "histogram_quantile": _histogram_quantile,
    "histogram_fraction": _histogram_fraction,
}
