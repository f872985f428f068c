"""Variables of Grafana's dashboards as ours: the values of a label, and lists."""

import re
from typing import Any

from .definition import Problem
from .grafana_queries import series_of
from .variables import checked

# What Grafana writes for all values.
_EVERY = "$__all"
_LABEL_VALUES = re.compile(
    r"\s*label_values\(\s*(?P<series>.+?)\s*,\s*(?P<tag>[a-zA-Z_]\w*)\s*\)\s*", re.DOTALL
)


def variables_of(board: dict[str, Any], left_out: list[Problem]) -> list[dict[str, Any]]:
    """Those that map, in their order; of the others it is said why not."""
    found: list[dict[str, Any]] = []
    templating = board.get("templating")
    given = templating.get("list") if isinstance(templating, dict) else None
    for place, one in enumerate(given if isinstance(given, list) else []):
        if not isinstance(one, dict):
            continue
        try:
            found = checked([*found, _variable(one, {known["name"] for known in found})])
        except ValueError as error:
            reason = f"The variable {one.get('name')!s:.80} is left out: {error}"
            left_out.append(Problem(f"templating.list[{place}]", reason.rstrip(".") + "."))
    return found


def _variable(given: dict[str, Any], known: set[str]) -> dict[str, Any]:
    kind = str(given.get("type"))
    if kind not in SOURCES:
        raise ValueError(f"its type {kind:.40} has no counterpart")
    multi = bool(given.get("multi"))
    current = given.get("current")
    value = current.get("value") if isinstance(current, dict) else None
    values = [str(one) for one in (value if isinstance(value, list) else [value]) if one]
    # What stands for all there is what is chosen here where nobody has.
    default = [one for one in values if one not in (_EVERY, "All")] if _EVERY not in values else []
    return {
        "name": given.get("name"),
        "label": str(given.get("label") or ""),
        **SOURCES[kind](given, known),
        "multi": multi,
        "all": bool(given.get("includeAll")),
        "default": list(dict.fromkeys(default))[: None if multi else 1],
    }


def _of_labels(given: dict[str, Any], known: set[str]) -> dict[str, Any]:
    query = given.get("query")
    text = query.get("query") if isinstance(query, dict) else query
    match = _LABEL_VALUES.fullmatch(str(text or given.get("definition") or ""))
    if match is None:
        raise ValueError("its query is no label_values(series, label)")
    return {"series": series_of(match["series"], known), "tag": match["tag"]}


def _of_list(given: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """`a, b, c`, each perhaps as `text : value`."""
    parts = str(given.get("query") or "").split(",")
    values = [part.rsplit(" : ", 1)[-1].strip() for part in parts]
    return {"values": list(dict.fromkeys(value for value in values if value))}


SOURCES = {"query": _of_labels, "custom": _of_list, "constant": _of_list}
