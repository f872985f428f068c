"""A tree to the values of all steps, as of one moment."""

from collections.abc import Iterator, Mapping
from typing import cast

import numpy as np

from ..batch import Values
from .aggregating import aggregated, values_counted
from .calls import call
from .lines import Grid, Line, Value, Vector
from .operators import of_numbers, of_vectors, with_number
from .over_time import last
from .selected import Function, readings, selected
from .signatures import type_of
from .subqueries import folded_each, of_each, steps_of
from .syntax import (
    SCALAR,
    Aggregation,
    Call,
    Looking,
    Negative,
    Node,
    Number,
    Operation,
    Select,
    Subquery,
    Text,
)
from .windows import Look, Windows


def evaluate(node: Node, grid: Grid, look: Look) -> Value:
    """What an expression is at each step. Raises BadExpression, NotComputable and OutOfTime."""
    return Evaluation(grid, look).of(node)


def matrix(node: Looking, grid: Grid, look: Look) -> list[tuple[Mapping[str, str], Windows]]:
    """The readings themselves that a range or a subquery names, at a grid of one step. Raises
    what `evaluate` does."""
    if isinstance(node, Select):
        found = readings(node, grid, look)
    else:
        found = Evaluation(grid, look).subquery(node)
    return [(labels, inside) for labels, inside in found if inside.count.any()]


class Evaluation:
    """One expression at the steps of a grid. Types were checked when it was read."""

    def __init__(self, grid: Grid, look: Look) -> None:
        self.grid = grid
        self._look = look

    def of(self, node: Node) -> Value:
        self.tick()
        match node:
            case Number():
                return self.grid.everywhere(node.value)
            case Text():
                return node.value
            case Select() | Subquery():
                return self.over(node, last, keep_name=True)
            case Negative():
                return self._negative(self.of(node.of))
            case Operation():
                return self._operation(node)
            case Aggregation():
                return self._aggregation(node)
            case Call():
                return call(self, node)

    def tick(self) -> None:
        """Also what looks at no readings takes its time. Raises OutOfTime."""
        self._look.spend(0)

    def vector(self, node: Node) -> Vector:
        return cast("Vector", self.of(node))

    def number(self, node: Node) -> Values:
        return cast("Values", self.of(node))

    def over(self, node: Looking, function: Function, *, keep_name: bool) -> Vector:
        """What a function makes of the readings that each step looks back on."""
        if node.at is not None and len(self.grid) > 1:
            # All steps look at the same readings.
            first = Evaluation(self.grid.first, self._look)
            lines = first.over(node, function, keep_name=keep_name)
            return [line.at_all(len(self.grid)) for line in lines]
        if isinstance(node, Select):
            return selected(node, function, self.grid, self._look, keep_name=keep_name)
        return folded_each(self.subquery(node), function, keep_name=keep_name)

    def subquery(self, node: Subquery) -> Iterator[tuple[Mapping[str, str], Windows]]:
        """Its windows at each step."""
        inner = steps_of(node, self.grid)
        if not len(inner):
            return iter(())
        vector = Evaluation(inner, self._look).vector(node.of)
        return of_each(node, vector, inner, self.grid.ends_of(node), self._look)

    def _negative(self, value: Value) -> Value:
        if isinstance(value, np.ndarray):
            return -value
        lines = (line.nameless() for line in cast("Vector", value))
        return [Line(line.labels, -line.values, line.present) for line in lines]

    def _aggregation(self, node: Aggregation) -> Vector:
        none = self.grid.everywhere(np.nan)
        parameter = none if node.parameter is None else self.of(node.parameter)
        vector = self.vector(node.of)
        if isinstance(parameter, str):
            return values_counted(node, vector, parameter, self.tick)
        return aggregated(node, vector, cast("Values", parameter), self.tick)

    def _operation(self, node: Operation) -> Value:
        match type_of(node.left) == SCALAR, type_of(node.right) == SCALAR:
            case True, True:
                return of_numbers(node.sign, self.number(node.left), self.number(node.right))
            case False, True:
                vector, number = self.vector(node.left), self.number(node.right)
                lines = with_number(node, vector, number, first=False)
            case True, False:
                vector, number = self.vector(node.right), self.number(node.left)
                lines = with_number(node, vector, number, first=True)
            case _:
                lines = of_vectors(node, self.vector(node.left), self.vector(node.right))
        return [line for line in lines if line.present.any()]
