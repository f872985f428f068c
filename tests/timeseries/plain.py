"""The same answers from a plain list of readings, with nothing of the code that is tested."""

from itertools import pairwise
from typing import Any

import numpy as np

Content = dict[int, float]


def columns_of(content: Content, start: int, end: int, width: int) -> list[list[tuple[int, float]]]:
    """Readings of [start, end) by column floor(time / width), empty ones left out."""
    found: dict[int, list[tuple[int, float]]] = {}
    for time in sorted(content):
        if start <= time < end:
            found.setdefault(time // width, []).append((time, content[time]))
    return list(found.values())


def m4(content: Content, start: int, end: int, width: int) -> list[tuple[int, float]]:
    """Each column's first, lowest, highest and last, the earliest among equals, once each."""
    chosen: list[tuple[int, float]] = []
    for column in columns_of(content, start, end, width):
        values = [value for _, value in column]
        picks = {0, values.index(min(values)), values.index(max(values)), len(values) - 1}
        chosen += [column[pick] for pick in sorted(picks)]
    return chosen


def aggregates(
    content: Content, start: int, end: int, width: int, agg: str, counter: bool
) -> list[tuple[int, float, float]]:
    """The start of each column, its value, and how far a sum of other order may lie from it."""
    earlier = [time for time in sorted(content) if time < start]
    before = content[earlier[-1]] if earlier else None
    found = []
    for column in columns_of(content, start, end, width):
        values = [value for _, value in column]
        value, scale = _aggregate(agg, values, before, width, counter)
        found.append((column[0][0] // width * width, value, 1e-12 * scale))
        before = values[-1]
    return found


def _aggregate(
    agg: str, values: list[float], before: float | None, width: int, counter: bool
) -> tuple[float, float]:
    with np.errstate(all="ignore"):
        absolute = float(np.sum(np.abs(values)))
        if agg in ("delta", "rate"):
            delta, scale = _delta(values, before, counter)
            seconds = width / 1_000_000 if agg == "rate" else 1
            return delta / seconds, scale / seconds
        simple: dict[str, Any] = {
            "count": lambda: len(values),
            "first": lambda: values[0],
            "last": lambda: values[-1],
            "min": lambda: values[values.index(min(values))],
            "max": lambda: values[values.index(max(values))],
        }
        if agg in simple:
            return float(simple[agg]()), 0.0
        total = float(np.cumsum(np.array([0.0, *values]))[-1])
        return (total / len(values), absolute / len(values)) if agg == "mean" else (total, absolute)


@np.errstate(all="ignore")
def _delta(values: list[float], before: float | None, counter: bool) -> tuple[float, float]:
    line = values if before is None else [before, *values]
    if not counter:
        return float(np.float64(line[-1]) - np.float64(line[0])), 0.0
    steps = [
        after
        if np.float64(after) - np.float64(ahead) < 0
        else np.float64(after) - np.float64(ahead)
        for ahead, after in pairwise(line)
    ]
    return float(np.cumsum(np.array([0.0, *steps]))[-1]), float(np.sum(np.abs(steps)))
