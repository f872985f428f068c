"""The series that a selector names, each folded to a value for each step."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from ..batch import Times
from ..models import Series
from ..states import State
from ..timerange import MINUTE
from .faults import NotComputable
from .finding import find, labels_of
from .lines import Grid, Key, Line, Present, key_of
from .over_time import Answer
from .syntax import Select
from .windows import Look, Windows, windows

# A reading holds for so long, or for as many steps of its series as a curve is drawn on.
LOOKBACK = 5 * MINUTE
PATIENCE = 4
# Values that one answer holds: series times steps.
MOST_VALUES = 20_000_000

Function = Callable[[Windows], Answer]


def selected(
    select: Select, function: Function, grid: Grid, look: Look, *, keep_name: bool
) -> list[Line]:
    """A line for each series that is there at any step, of the readings that each step looks
    back on. Raises NotComputable, BadExpression and OutOfTime."""
    found = find(select.matchers, look.using)
    if len(found) * len(grid) > MOST_VALUES:
        raise NotComputable(
            f"{len(found):,} series at {len(grid):,} steps are more than one answer holds: "
            "name fewer series, or take a longer step."
        )
    ends = grid.ends_of(select)
    lines = (
        folded(labels_of(series), inside, function, len(grid))
        for series, inside in _windows(found, select, ends, look)
    )
    return there(lines, keep_name=keep_name)


def readings(select: Select, grid: Grid, look: Look) -> Iterator[tuple[Mapping[str, str], Windows]]:
    """The readings themselves that a range names."""
    found = find(select.matchers, look.using)
    for series, parts in _windows(found, select, grid.ends_of(select), look):
        for inside in parts:
            yield labels_of(series), inside


def _windows(
    found: Sequence[Series], select: Select, ends: Times, look: Look
) -> Iterator[tuple[Series, Iterator[Windows]]]:
    for series in found:
        length = lookback(series) if select.range is None else select.range
        yield series, windows(series, ends, length, look)


def lookback(series: Series) -> int:
    """How long (µs) a reading of the series holds."""
    return max(LOOKBACK, PATIENCE * (State.of(series).interval or 0))


def apart(lines: list[Line]) -> list[Line]:
    """The same lines; NotComputable where two have the same labels at a step."""
    there: dict[Key, Present] = {}
    for line in lines:
        key = key_of(line.labels)
        known = there.get(key)
        if known is not None and (known & line.present).any():
            raise NotComputable(
                f"Without their names several series have the same labels {dict(key)}: "
                "name one, or aggregate them."
            )
        there[key] = line.present if known is None else known | line.present
    return lines


def folded(
    labels: Mapping[str, str], parts: Iterable[Windows], function: Function, count: int
) -> Line:
    """The line of so many steps that a function makes of readings."""
    values, present = np.zeros(count), np.zeros(count, np.bool_)
    with np.errstate(all="ignore"):
        for inside in parts:
            values[inside.steps], present[inside.steps] = function(inside)
    return Line(labels, values, present)


def there(lines: Iterable[Line], *, keep_name: bool) -> list[Line]:
    """Those that are there at any step. Raises NotComputable where they cannot be told apart
    without their names."""
    found = [line for line in lines if line.present.any()]
    return found if keep_name else apart([line.nameless() for line in found])
