"""What a panel's JSON fields say, checked: its queries and the options that all kinds share."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from timeseries.errors import BadParameter
from timeseries.selector import FORM
from timeseries.timerange import EARLIEST, LATEST, parse_duration

from .choices import Choice

QUERIES = 50
TEXT = 2_000
LONGEST = LATEST - EARLIEST


class Stored(Protocol):
    """The fields of a panel that are read here: `models.Panel` has them."""

    unit: str
    queries: Any
    options: Any


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """One query of a panel: an id or a selector, an aggregate ("" leaves it to the kind), and
    a template for the labels of its series, such as `core {core}`. `step` is how long a column
    is in µs; None lets the width of the chart decide."""

    series: str
    agg: str = ""
    label: str = ""
    step: int | None = None


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """All that a kind needs to know of a panel. `min` and `max` bound the value axis, `stack`
    piles the series up, `step` holds each value until the next reading. `own` are the options
    that only its kind knows, by name."""

    unit: str = ""
    queries: tuple[PanelQuery, ...] = ()
    min: float | None = None
    max: float | None = None
    stack: bool = False
    step: bool = False
    own: tuple[tuple[str, Any], ...] = ()

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
        return cls(
            unit=panel.unit,
            queries=_queries(panel.queries),
            min=low,
            max=high,
            stack=_switch(options, "stack"),
            step=_switch(options, "step"),
            own=tuple((name, choice.of(options, name)) for name, choice in (choices or {}).items()),
        )


def _queries(queries: Any) -> tuple[PanelQuery, ...]:
    if not isinstance(queries, list) or len(queries) > QUERIES:
        raise BadParameter("queries", f"a list of at most {QUERIES} queries")
    return tuple(_query(f"queries[{place}]", query) for place, query in enumerate(queries))


def _query(place: str, query: Any) -> PanelQuery:
    if not isinstance(query, dict):
        raise BadParameter(place, 'an object such as {"series": "room_temperature"}')
    if not query.get("series"):
        raise BadParameter(f"{place}.series", f"an id or a selector such as {FORM}")
    series, agg, label = (_text(place, query, field) for field in ("series", "agg", "label"))
    return PanelQuery(series, agg, label, _step(place, query))


def _step(place: str, query: Mapping[str, Any]) -> int | None:
    text = _text(place, query, "step")
    try:
        step = parse_duration(text) if text else None
    except ValueError:
        step = 0
    if step is not None and not 0 < step <= LONGEST:
        raise BadParameter(f"{place}.step", "a duration such as 1h, 1d or 28d")
    return step


def _text(place: str, query: Mapping[str, Any], field: str) -> str:
    text = query.get(field, "")
    if not isinstance(text, str) or len(text) > TEXT:
        raise BadParameter(f"{place}.{field}", f"a text of at most {TEXT} characters")
    return text


def _number(options: Mapping[str, Any], name: str) -> float | None:
    value = options.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadParameter(f"options.{name}", "a number")
    return value


def _switch(options: Mapping[str, Any], name: str) -> bool:
    value = options.get(name, False)
    if not isinstance(value, bool):
        raise BadParameter(f"options.{name}", "true or false")
    return value
