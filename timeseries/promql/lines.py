"""What a part of an expression is at every step: one line a series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..batch import Times, Values
from .syntax import END, NAME, START, Looking

Present = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """The steps at which an expression is computed: `times` in µs, ascending. Those of a subquery
    know the first and the last of the `query` that it is in."""

    times: Times
    query: tuple[int, int] | None = None

    @property
    def whole(self) -> tuple[int, int]:
        return self.query or (int(self.times[0]), int(self.times[-1]))

    @property
    def first(self) -> "Grid":
        """Its first step alone."""
        return Grid(self.times[:1], self.whole)

    def ends_of(self, node: Looking) -> Times:
        """The moment that is meant at each step."""
        named = dict(zip((START, END), self.whole, strict=True))
        at = named[node.at] if isinstance(node.at, str) else node.at
        base = self.times if at is None else np.full(len(self.times), at, np.int64)
        return base - node.offset

    def __len__(self) -> int:
        return len(self.times)

    def everywhere(self, value: float) -> Values:
        return np.full(len(self.times), value)

    def line(self, values: Values) -> "Line":
        """A line without labels that is there at every step."""
        return Line({}, values, np.ones(len(self.times), np.bool_))


@dataclass(frozen=True, slots=True)
class Line:
    """One series: a value for each step, and whether there is one. NaN is a value too."""

    labels: Mapping[str, str]
    values: Values
    present: Present

    def at_all(self, count: int) -> "Line":
        """Of a line of one step that of so many."""
        return Line(self.labels, np.repeat(self.values, count), np.repeat(self.present, count))

    def without_name(self) -> dict[str, str]:
        return {label: value for label, value in self.labels.items() if label != NAME}

    def nameless(self) -> "Line":
        """The same without the series' name: what is computed is no longer what it names."""
        return Line(self.without_name(), self.values, self.present)


Vector = Sequence[Line]
# A vector, a number for each step, or a text.
Value = Vector | Values | str

Key = tuple[tuple[str, str], ...]


def key_of(labels: Mapping[str, str]) -> Key:
    return tuple(sorted(labels.items()))


def chosen(labels: Mapping[str, str], names: Sequence[str], without: bool) -> dict[str, str]:
    """Those of these names, or all but these and the series' name."""
    if without:
        left_out = {*names, NAME}
        return {label: value for label, value in labels.items() if label not in left_out}
    return {name: labels[name] for name in names if labels.get(name)}
