"""What formulas compute: a tree of `formula.py` over lines, with numpy and nothing else.

What is no finite number, a division by zero or the root of a negative one, is a gap.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .downsample import Values
from .formula import Call, Duration, Name, Negative, Node, Number, Operation
from .lines import Line, aligned
from .timerange import SECOND

Value = Line | float


@dataclass(frozen=True, slots=True)
class Computation:
    """The lines by the names of the queries, and where the range begins (µs), from which on
    sums are added up."""

    lines: Mapping[str, Line]
    start: int

    def of(self, node: Node) -> Value:
        """The value of a tree. Raises KeyError for a name that no line has."""
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Name):
            return self.lines[node.text]
        if isinstance(node, Negative):
            return _each(np.negative, [self.of(node.of)])
        if isinstance(node, Operation):
            return _each(OPERATIONS[node.sign], [self.of(node.left), self.of(node.right)])
        assert isinstance(node, Call)  # noqa: S101 - a duration stands in calls alone
        return self._call(node)

    def _call(self, call: Call) -> Value:
        values = [self.of(one) for one in call.arguments if not isinstance(one, Duration)]
        if call.function in ELEMENTWISE:
            return _each(ELEMENTWISE[call.function], values)
        spans = [one.span for one in call.arguments if isinstance(one, Duration)]
        [value] = values
        if isinstance(value, Line):
            return ALONG[call.function](value, self.start, *spans)
        # A number is the same at all times.
        return value if call.function == "moving_mean" else 0.0


@np.errstate(all="ignore")
def _each(function: Callable[..., Values], values: Sequence[Value]) -> Value:
    """A function of the values at each time."""
    lines = [value for value in values if isinstance(value, Line)]
    if not lines:
        numbers = [np.float64(value) for value in values if not isinstance(value, Line)]
        return float(_finite(function(*numbers)))
    times, columns = aligned(lines)
    rest = iter(columns)
    given = [next(rest) if isinstance(value, Line) else np.float64(value) for value in values]
    reach, holds = max(line.reach for line in lines), all(line.holds for line in lines)
    return Line(times, _finite(function(*given)), reach, holds)


def _finite(values: Values) -> Values:
    return np.where(np.isfinite(values), values, np.nan)


def _lowest(*values: Values) -> Values:
    return _folded(np.minimum, values)


def _highest(*values: Values) -> Values:
    return _folded(np.maximum, values)


def _folded(function: np.ufunc, values: Sequence[Values]) -> Values:
    found = values[0]
    for one in values[1:]:
        found = function(found, one)
    return found


def _round(values: Values, digits: Values | float = 0.0) -> Values:
    scale = np.power(10.0, np.rint(digits))
    found: Values = np.rint(values * scale) / scale
    return found


def _log(values: Values, base: Values | float = np.e) -> Values:
    found: Values = np.log(values) / np.log(base)
    return found


def _moving_mean(line: Line, _: int, span: int) -> Line:
    """The mean of the points in (time - span, time]."""
    known = ~np.isnan(line.values)
    if not known.any():
        return line
    # Sums of what is left of the mean lose few digits to one another.
    middle = float(np.mean(line.values[known]))
    total = np.append(0.0, np.cumsum(np.where(known, line.values - middle, 0.0)))
    count = np.append(0, np.cumsum(known))
    low = np.searchsorted(line.times, line.times - span, "right")
    high = np.arange(1, len(line.times) + 1)
    with np.errstate(all="ignore"):
        means = (total[high] - total[low]) / (count[high] - count[low]) + middle
    return replace(line, values=_finite(np.where(known, means, np.nan)), measures="")


def _difference(line: Line, _: int) -> Line:
    """From one point to the next; none where the line begins or breaks."""
    with np.errstate(all="ignore"):
        steps = np.diff(line.values, prepend=np.nan)
    if line.reach:
        steps[1:][np.diff(line.times) > line.reach] = np.nan
    return replace(line, values=_finite(steps), measures="")


def _rate(line: Line, start: int) -> Line:
    """The change in each second; of a counter a fall counts as the new value."""
    if line.measures == "rate":
        return line
    steps = _difference(line, start).values
    if line.measures == "counter":
        steps = np.where(steps < 0, line.values, steps)
    seconds = np.diff(line.times, prepend=line.times[:1] - SECOND) / SECOND
    return replace(line, values=_finite(steps / seconds), measures="rate")


def _cumulative_sum(line: Line, start: int) -> Line:
    """All points of the range so far, added up."""
    counts = ~np.isnan(line.values) & (line.times >= start)
    with np.errstate(all="ignore"):
        total = np.cumsum(np.where(counts, line.values, 0.0))
    return replace(line, values=_finite(np.where(counts, total, np.nan)), measures="")


OPERATIONS: dict[str, Callable[..., Values]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
}
ELEMENTWISE: dict[str, Callable[..., Values]] = {
    "abs": np.abs,
    "sqrt": np.sqrt,
    "log": _log,
    "round": _round,
    "min": _lowest,
    "max": _highest,
}
# Of a line as a whole: with where the range begins, and a duration.
ALONG: dict[str, Callable[..., Line]] = {
    "moving_mean": _moving_mean,
    "difference": _difference,
    "cumulative_sum": _cumulative_sum,
    "rate": _rate,
}
