"""Expressions of Prometheus as queries of a panel: selectors, folded and combined, and formulas
over them.

    sum by (site) (rate(a[5m]))     a query with an aggregate, combined for each site
    a / b * 100                     two hidden queries, and the formula A / B * 100
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from timeseries.promql.faults import BadExpression
from timeseries.promql.parser import parse
from timeseries.promql.syntax import (
    Aggregation,
    Call,
    Matching,
    Negative,
    Node,
    Number,
    Operation,
    Select,
    Subquery,
)
from timeseries.timerange import DAY, HOUR, MINUTE, SECOND

from .grafana_marks import said
from .grafana_selectors import selector_of
from .panel_query import place_name

# How long a range is that Grafana chooses by the width of the panel (µs), as columns are here:
# shorter than any that is written.
CHOSEN = "1ms"
_CHOSEN = 1_000

# Functions of a range to the aggregate of a column.
FOLDED = {
    "rate": "rate",
    "irate": "rate",
    "increase": "delta",
    "delta": "delta",
    "avg_over_time": "mean",
    **{f"{name}_over_time": name for name in ("min", "max", "sum", "count", "first", "last")},
}
# Their size is that of the range, so a column is as long.
AMOUNTS = frozenset({"delta", "sum", "count"})
COMBINED = {"sum": "sum", "avg": "mean", "min": "min", "max": "max", "count": "count"}
# A factor may stand within these or around them.
SCALED = frozenset({"sum", "avg", "min", "max"})
# What changes no value here.
PASSED = frozenset({"sort", "sort_desc", "scalar", "vector"})
# Functions of values, written with what they are given.
WRITTEN: dict[str, Callable[..., str]] = {
    "abs": "abs({})".format,
    "sqrt": "sqrt({})".format,
    "ln": "log({})".format,
    "log2": "log({}, 2)".format,
    "log10": "log({}, 10)".format,
    "clamp": "min(max({}, {}), {})".format,
    "clamp_min": "max({}, {})".format,
    "clamp_max": "min({}, {})".format,
}
# The longest first, of which a duration is a multiple.
UNITS = (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1_000))
STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
OF_SIGN = 3

Query = dict[str, Any]


class _NoCounterpart(Exception):
    """The part of the expression that has none."""


def queries_of(expression: str, first: int, given: str) -> list[Query]:
    """The queries that draw an expression, the first of which has the place `first` in its panel.
    Raises ValueError with a sentence that says why there are none, and what was `given`."""
    try:
        tree = parse(expression)
        if query := _query(tree):
            return [query]
        made = _Formula(first)
        formula = made.text(tree)
    except BadExpression:
        raise ValueError(f"The expression {said(given)} cannot be read.") from None
    except _NoCounterpart as part:
        raise ValueError(f"The part {part} of {said(given)} has no counterpart.") from None
    if not made.inputs:
        raise ValueError(f"The expression {said(given)} has no series.")
    return [*({**one, "hidden": True} for one in made.inputs), {"formula": formula}]


def _query(node: Node) -> Query | None:
    """The one query that a part is; None where it takes a formula."""
    match node:
        case Select():
            return _selected(node)
        case Call(name, (Select() as of,)) if name in FOLDED:
            agg = FOLDED[name]
            long = agg in AMOUNTS and of.range != _CHOSEN
            step = {"step": _duration(of.range or 0)} if long else {}
            return _selected(of) | {"agg": agg} | step
        case Call(name, (of,)) if name in PASSED:
            return _query(of)
        case Aggregation() if _factor(node) is None:
            return _combined(node)
    return None


def _selected(select: Select) -> Query:
    if select.at is not None:
        raise _NoCounterpart("@")
    if select.offset < 0:
        raise _NoCounterpart("offset -")
    shift = {"shift": _duration(select.offset)} if select.offset else {}
    return {"series": selector_of(select.matchers), **shift}


def _combined(node: Aggregation) -> Query:
    if node.name not in COMBINED:
        raise _NoCounterpart(node.name)
    if node.without:
        raise _NoCounterpart("without")
    inner = _query(node.of)
    if inner is None or "combine" in inner:
        raise _NoCounterpart(f"{node.name} (… (…))")
    by = {"by": list(node.names)} if node.names else {}
    return inner | {"combine": COMBINED[node.name]} | by


def _factor(node: Aggregation) -> Operation | None:
    """The same with the factor around it, for `sum(a * 8)`; None where there is none."""
    match node.of:
        case Operation("*" | "/" as sign, of, Number(value)) if value > 0:
            pass
        case Operation("*" as sign, Number(value), of) if value > 0:
            pass
        case _:
            return None
    if node.name not in SCALED:
        return None
    inner = Aggregation(node.name, of, node.names, node.without)
    return Operation(sign, inner, Number(value))


@dataclass(slots=True)
class _Formula:
    """A formula in the making, and the queries that it takes: the first has the place `first`."""

    first: int
    inputs: list[Query] = field(default_factory=list)

    def text(self, node: Node, least: int = 0) -> str:
        """A part as it is written where operators bind as tightly as `least`."""
        match node:
            case Number(value):
                return _number(value)
            case Negative(of):
                return _bracketed(f"-{self.text(of, OF_SIGN)}", OF_SIGN, least)
            case Operation():
                return self._operation(node, least)
            case Subquery():
                raise _NoCounterpart("[:]")
        query = _query(node)
        if query is not None:
            return self._name(query)
        if isinstance(node, Aggregation) and (scaled := _factor(node)):
            return self.text(scaled, least)
        if isinstance(node, Call):
            return self._call(node, least)
        raise _NoCounterpart(str(getattr(node, "value", node)))

    def _operation(self, node: Operation, least: int) -> str:
        strength = STRENGTH.get(node.sign)
        if strength is None:
            raise _NoCounterpart(node.sign)
        if not _belong_by_tags(node):
            raise _NoCounterpart("on" if node.matching.on else "ignoring")
        is_power = node.sign == "^"
        left = self.text(node.left, strength + is_power)
        right = self.text(node.right, strength + (not is_power))
        return _bracketed(f"{left} {node.sign} {right}", strength, least)

    def _call(self, node: Call, least: int) -> str:
        if node.name in PASSED:
            return self.text(node.arguments[0], least)
        plain = node.name == "round" and len(node.arguments) == 1
        write = "round({})".format if plain else WRITTEN.get(node.name)
        if write is None:
            raise _NoCounterpart(node.name)
        return write(*(self.text(one) for one in node.arguments))

    def _name(self, query: Query) -> str:
        if query not in self.inputs:
            self.inputs.append(query)
        return place_name(self.first + self.inputs.index(query))


def _belong_by_tags(node: Operation) -> bool:
    """Whether series belong together as they do in formulas: by all of their tags."""
    matching = node.matching
    if matching == Matching():
        return True
    labels = _labels(node.left)
    if matching.many or labels is None or labels != _labels(node.right):
        return False
    names = frozenset(matching.names)
    return names == labels if matching.on else not names & labels


def _labels(node: Node) -> frozenset[str] | None:
    """The labels of what a part answers, where they can be told from it."""
    match node:
        case Aggregation(without=False):
            return frozenset(node.names)
        case Negative(of) | Operation(left=of, right=Number()) | Operation(left=Number(), right=of):
            return _labels(of)
        case Operation(left=of, right=other) if _labels(of) == _labels(other):
            return _labels(of)
    return None


def _duration(span: int) -> str:
    unit, size = next((unit, size) for unit, size in UNITS if span % size == 0)
    return f"{span // size}{unit}"


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise _NoCounterpart(f"{value:g}")
    return repr(value).removesuffix(".0")


def _bracketed(text: str, strength: int, least: int) -> str:
    return f"({text})" if strength < least else text
