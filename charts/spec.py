"""What a panel's JSON fields say, checked: its queries and the options that all kinds share."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from timeseries.errors import BadParameter
from timeseries.formula import names_in, parse_formula
from timeseries.formula_tokens import BadFormula

from .choices import Choice, switch
from .display import Display, check_log
from .panel_query import QUERIES, PanelQuery, names_of, query_of

PLAIN = Display()
_VARIABLE = re.compile(r"\$(?:\w+|\{[^{}]*\})")


class Stored(Protocol):
    """The fields of a panel that are read here: `models.Panel` has them."""

    unit: str
    queries: Any
    options: Any


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """All that a kind needs to know of a panel. `min` and `max` bound the value axis, `stack`
    piles the series up, `step` holds each value until the next reading. `own` are the options
    that only its kind knows, by name, `display` those that are drawn alike by all."""

    unit: str = ""
    queries: tuple[PanelQuery, ...] = ()
    min: float | None = None
    max: float | None = None
    stack: bool = False
    step: bool = False
    own: tuple[tuple[str, Any], ...] = ()
    display: Display = PLAIN

    @classmethod
    def of(cls, panel: Stored, choices: Mapping[str, Choice] | None = None) -> "PanelSpec":
        """The checked fields of a stored panel, with the options that its kind has of its own.
        Raises BadParameter that names the field."""
        options = panel.options
        if not isinstance(options, dict):
            raise BadParameter("options", 'an object such as {"min": 0}')
        low, high = _number(options, "min"), _number(options, "max")
        if low is not None and high is not None and low >= high:
            raise BadParameter("options.min", "a number below options.max")
        display = Display.of(options)
        check_log(display, low)
        return cls(
            unit=panel.unit,
            queries=_queries(panel.queries),
            min=low,
            max=high,
            stack=_switch(options, "stack"),
            step=_switch(options, "step"),
            own=tuple((name, choice.of(options, name)) for name, choice in (choices or {}).items()),
            display=display,
        )


def _queries(given: Any) -> tuple[PanelQuery, ...]:
    if not isinstance(given, list) or len(given) > QUERIES:
        raise BadParameter("queries", f"a list of at most {QUERIES} queries")
    queries = tuple(query_of(f"queries[{place}]", query) for place, query in enumerate(given))
    _check_formulas(queries)
    return queries


def _check_formulas(queries: Sequence[PanelQuery]) -> None:
    """Each can be read, names queries that there are, and not itself by way of others."""
    names = names_of(queries)
    refers: dict[str, frozenset[str]] = {}
    for place, query in enumerate(queries):
        if query.formula:
            refers[names[place]] = _checked(f"queries[{place}].formula", query.formula, names)
    for place, name in enumerate(names):
        if name in _reached(name, refers):
            raise BadParameter(f"queries[{place}].formula", f"no formula that {name} is made of")


def _checked(place: str, formula: str, names: Sequence[str]) -> frozenset[str]:
    """The names in a formula; of a variable only the place is known here."""
    try:
        found = names_in(parse_formula(_VARIABLE.sub(_number_as_long, formula)))
    except BadFormula as error:
        raise BadParameter(place, f"a formula such as A / B * 100; {error}") from None
    if not found:
        raise BadParameter(place, f"a formula with the name of a query: {', '.join(names)}")
    if unknown := sorted(found - set(names)):
        raise BadParameter(place, f"names of queries ({', '.join(names)}), and not {unknown[0]}")
    return found


def _number_as_long(variable: re.Match[str]) -> str:
    """Places in the formula stay as they are."""
    return "1".ljust(len(variable[0]))


def _reached(name: str, refers: Mapping[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(refers.get(name, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += refers.get(one, ())
    return found


def _number(options: Mapping[str, Any], name: str) -> float | None:
    value = options.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadParameter(f"options.{name}", "a number")
    return value


def _switch(options: Mapping[str, Any], name: str) -> bool:
    """As `Choice` has it, but that null is not taken for no answer."""
    if name in options and options[name] is None:
        raise BadParameter(f"options.{name}", switch().takes)
    found: bool = switch().of(options, name)
    return found
