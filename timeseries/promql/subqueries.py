"""Subqueries: the values of a vector at steps of its own, as if they were readings."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from ..batch import Times
from .faults import NotComputable
from .lines import Grid, Line, Vector
from .selected import Function, folded, there
from .syntax import Subquery
from .windows import Look, Windows

# Steps of one subquery.
MOST_STEPS = 200_000


def steps_of(node: Subquery, grid: Grid) -> Grid:
    """The steps at which it is computed: multiples of its step since 1970, so that they stay
    when the query moves on. Raises NotComputable."""
    ends = grid.ends_of(node)
    first = (int(ends[0]) - node.range) // node.step + 1
    last = int(ends[-1]) // node.step
    if last - first >= MOST_STEPS:
        raise NotComputable(
            f"A subquery has at most {MOST_STEPS:,} steps: take longer ones or a shorter range."
        )
    return Grid(np.arange(first, last + 1, dtype=np.int64) * node.step, grid.whole)


def of_each(
    node: Subquery, vector: Vector, inner: Grid, ends: Times, look: Look
) -> Iterator[tuple[Mapping[str, str], Windows]]:
    """The windows of each line of a vector that was computed at its steps. Its values count as
    readings that are looked at. Raises NotComputable and OutOfTime."""
    for line in vector:
        look.spend(int(line.present.sum()))
        times, values = inner.times[line.present], line.values[line.present]
        yield line.labels, Windows.of(times, values, ends, node.range, 0)


def folded_each(
    windows: Iterable[tuple[Mapping[str, str], Windows]], function: Function, *, keep_name: bool
) -> list[Line]:
    lines = (folded(labels, [one], function, len(one.ends)) for labels, one in windows)
    return there(lines, keep_name=keep_name)
