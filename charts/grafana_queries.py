"""Targets of Grafana's panels as queries of ours, where panels can say what they say.

Of PromQL: selectors, aggregates, and arithmetic between them. Of InfluxDB's query builder: one
field of one measurement, whose series here is `measurement_field`.
"""

import re
from collections.abc import Callable, Collection
from typing import Any

from timeseries.errors import LivecurveError
from timeseries.promql.syntax import NAME, Matcher
from timeseries.selector import parse_selector

from .grafana_expressions import CHOSEN
from .grafana_expressions import queries_of as of_expression
from .grafana_marks import marked, refuse_variables, unmarked
from .grafana_selectors import selector_of
from .variables import with_stand_ins

_WINDOW = re.compile(r"\[\s*(?:\$\w+|\$\{[^{}]*\}|__livecurve_\w+_chosen__)\s*(:[^\]]*)?\]")
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
INFLUX_AGGS = {"mean", "min", "max", "sum", "count", "first", "last"}

Query = dict[str, Any]


def queries_of(target: Any, known: Collection[str] = (), first: int = 0) -> list[Query]:
    """The queries, in which the `known` variables may stand, and the first of which has the place
    `first` in its panel; all but the last are there for its formula. Raises ValueError with a
    sentence that says why there are none."""
    if not isinstance(target, dict):
        raise ValueError("The target is no object.")
    for name, reader in READERS.items():
        if isinstance(target.get(name), str) and target[name].strip():
            queries = reader(marked(target, known), first)
            if target.get("hide") is True:
                queries[-1]["hidden"] = True
            found: list[Query] = unmarked(queries)
            for query in found:
                _check(query)
            return found
    raise ValueError("The target is neither an expression of Prometheus nor a query of InfluxDB.")


def series_of(expression: str, known: Collection[str]) -> str:
    """The selector that an expression is. Raises ValueError where it is anything else."""
    found = queries_of({"expr": expression}, known)
    if [*found[0]] != ["series"]:
        raise ValueError("its query is no label_values(series, label)")
    return str(found[0]["series"])


def _check(query: Query) -> None:
    try:
        if "series" in query:
            parse_selector(with_stand_ins(query["series"]))
    except LivecurveError as error:
        raise ValueError(str(error)) from None


def _prometheus(target: dict[str, Any], first: int) -> list[Query]:
    text = _WINDOW.sub(lambda window: f"[{CHOSEN}{window[1] or ''}]", target["expr"])
    refuse_variables(text)
    queries = of_expression(text, first, target["expr"])
    label = str(target.get("legendFormat") or "")
    if label and not label.startswith("__"):
        queries[-1]["label"] = _PLACE.sub(r"{\1}", label)
    return queries


def _influx(target: dict[str, Any], first: int) -> list[Query]:
    select = target.get("select")
    if target.get("rawQuery") or not isinstance(select, list) or len(select) != 1:
        raise ValueError("The query of InfluxDB is more than one field of one measurement.")
    parts = {
        str(part.get("type")): part.get("params") or []
        for part in select[0]
        if isinstance(part, dict)
    }
    field = str((parts.pop("field", None) or ["value"])[0])
    aggs = [name for name in parts if name in INFLUX_AGGS]
    if len(parts) > 1 or len(aggs) != len(parts):
        raise ValueError(f"The functions {', '.join(parts)} have no counterpart.")
    name = target["measurement"] + ("" if field == "value" else f"_{field}")
    conditions = [_condition(tag) for tag in target.get("tags") or []]
    series = selector_of([Matcher(NAME, "=", name), *conditions])
    refuse_variables(series)
    return [{"series": series, **({"agg": aggs[0]} if aggs else {})}]


READERS: dict[str, Callable[[dict[str, Any], int], list[Query]]] = {
    "expr": _prometheus,
    "measurement": _influx,
}
SIGNS = ("=", "!=", "=~", "!~")


def _condition(tag: Any) -> Matcher:
    if not isinstance(tag, dict) or tag.get("condition", "AND") != "AND":
        raise ValueError("Tags are joined by OR.")
    sign, value = str(tag.get("operator", "=")), str(tag.get("value", ""))
    if sign not in SIGNS:
        raise ValueError(f"The operator {sign:.10} has no counterpart.")
    return Matcher(str(tag.get("key", "")), sign, _whole(value) if "~" in sign else value)


def _whole(pattern: str) -> str:
    """A pattern that is looked for anywhere in a text, as one of the whole text."""
    inner = pattern.removeprefix("/").removesuffix("/")
    before = "" if inner.startswith("^") else ".*"
    behind = "" if inner.endswith("$") else ".*"
    return f"{before}(?:{inner.removeprefix('^').removesuffix('$')}){behind}"
