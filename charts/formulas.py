"""The formulas of a panel: in which order they are computed, and how far back they look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from timeseries.errors import BadParameter
from timeseries.formula import (
    Call,
    Duration,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    looks_back,
    names_in,
    parse_formula,
)
from timeseries.formula_tokens import BadFormula

from .panel_query import PanelQuery, names_of

# What a function changes of the unit of what it is given; any other keeps it.
_WITHOUT_UNIT = frozenset({"sqrt", "log"})


@dataclass(frozen=True, slots=True)
class Need:
    """How far before the range a query is needed: so many µs, and so many columns more."""

    span: int = 0
    columns: int = 0


@dataclass(frozen=True, slots=True)
class Formulas:
    """Those of a panel. `names` are what its queries are called, `trees` the formulas by the
    place of their query, in an order in which each comes after what it refers to."""

    names: Sequence[str]
    trees: Mapping[int, Node]

    @classmethod
    def of(cls, queries: Sequence[PanelQuery]) -> "Formulas":
        """Raises BadParameter for one that cannot be read, as when nothing is known of a variable
        in it."""
        names = names_of(queries)
        trees = {
            place: _parsed(place, query.formula)
            for place, query in enumerate(queries)
            if query.formula
        }
        refers = {place: {names.index(name) for name in names_in(tree)}
                  for place, tree in trees.items()}  # fmt: skip
        order = [place for place in TopologicalSorter(refers).static_order() if place in trees]
        return cls(names, {place: trees[place] for place in order})

    def needs(self, queries: Sequence[PanelQuery]) -> dict[int, Need]:
        """What is needed of each query, by its place, for the formulas that are drawn."""
        needs = {place: Need() for place in self.trees if not queries[place].hidden}
        for place in reversed([*self.trees]):
            if place in needs:
                self._pass_on(place, needs)
        return needs

    def _pass_on(self, place: int, needs: dict[int, Need]) -> None:
        span, columns = looks_back(self.trees[place])
        own = needs[place]
        for name in names_in(self.trees[place]):
            inner = self.names.index(name)
            known = needs.get(inner, Need())
            needs[inner] = Need(
                max(known.span, own.span + span), max(known.columns, own.columns + columns)
            )


def _parsed(place: int, formula: str) -> Node:
    try:
        return parse_formula(formula)
    except BadFormula as error:
        takes = f"a formula such as A / B * 100; {error}"
        raise BadParameter(f"queries[{place}].formula", takes) from None


def unit_of(node: Node, units: Mapping[str, str]) -> str | None:
    """The unit of what a formula computes, from those of the queries by name; empty where it is
    none of theirs, None of a mere number."""
    if isinstance(node, Number | Duration):
        return None
    if isinstance(node, Name):
        return units[node.text]
    if isinstance(node, Negative):
        return unit_of(node.of, units)
    if isinstance(node, Operation):
        return _of_operation(node.sign, unit_of(node.left, units), unit_of(node.right, units))
    return _of_call(node, [unit_of(one, units) for one in node.arguments])


def _of_operation(sign: str, left: str | None, right: str | None) -> str | None:
    if left is None and right is None:
        return None
    if sign in "+-":
        return _shared([left, right])
    if right is None and sign in "*/":
        return left
    return right if left is None and sign == "*" else ""


def _of_call(call: Call, units: Sequence[str | None]) -> str | None:
    if call.function in _WITHOUT_UNIT:
        return ""
    unit = units[0] if call.function == "round" else _shared(units)
    if call.function == "rate" and unit and not unit.endswith("/s"):
        return f"{unit}/s"
    return unit


def _shared(units: Sequence[str | None]) -> str | None:
    """The one unit that all have which have any."""
    known = {unit for unit in units if unit is not None}
    return None if not known else known.pop() if len(known) == 1 else ""
