"""Targets of Grafana's panels as queries of ours, where they say something as plain as those.

Of PromQL: a selector, alone or within `rate`, `irate` or `increase`. Of InfluxDB's query
builder: one field of one measurement, whose series here is `measurement_field`.
"""

import re
from collections.abc import Callable, Collection
from typing import Any

from timeseries.errors import LivecurveError
from timeseries.selector import parse_selector

from .variables import with_stand_ins

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_SELECTOR = rf"(?P<name>{_NAME})\s*(?:\{{(?P<tags>[^{{}}]*)\}})?"
_PLAIN = re.compile(rf"\s*{_SELECTOR}\s*")
_CALL = re.compile(rf"\s*(?P<call>rate|irate|increase)\s*\(\s*{_SELECTOR}\s*\[[^\]]*\]\s*\)\s*")
_TAG = re.compile(r'\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)')
_VARIABLE = re.compile(r"\$\w|\$\{|\[\[")
_REFERENCE = re.compile(r"\[\[(\w+)(?::\w+)?\]\]|\$\{(\w+)(?::\w+)?\}|\$(\w+)", re.ASCII)
_MARKED = re.compile("\ue000(\\w+)\ue001")
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
AGGS = {"rate": "rate", "irate": "rate", "increase": "delta"}
INFLUX_AGGS = {"mean", "min", "max", "sum", "count", "first", "last"}


def query_of(target: Any, known: Collection[str] = ()) -> dict[str, Any]:
    """The query, in which the `known` variables may stand. Raises ValueError with a sentence that
    says why there is none."""
    if not isinstance(target, dict):
        raise ValueError("The target is no object.")
    for field, reader in READERS.items():
        if isinstance(target.get(field), str) and target[field].strip():
            query: dict[str, Any] = _unmarked(reader(_marked(target, known)))
            try:
                parse_selector(with_stand_ins(query["series"]))
            except LivecurveError as error:
                raise ValueError(str(error)) from None
            return query
    raise ValueError("The target is neither an expression of Prometheus nor a query of InfluxDB.")


def with_our_variables(text: str, known: Collection[str]) -> str:
    """`[[host]]` and `${host:regex}` as we write them."""
    marked: str = _marked(text, known)
    return str(_unmarked(marked))


def _marked(part: Any, known: Collection[str]) -> Any:
    """With marks that are a word to every pattern here, in the place of known variables."""
    if isinstance(part, dict):
        return {name: _marked(value, known) for name, value in part.items()}
    if isinstance(part, list):
        return [_marked(value, known) for value in part]
    if not isinstance(part, str):
        return part

    def mark(match: re.Match[str]) -> str:
        name = match[1] or match[2] or match[3]
        return f"\ue000{name}\ue001" if name in known else match[0]

    return _REFERENCE.sub(mark, part)


def _unmarked(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _unmarked(value) for name, value in part.items()}
    return _MARKED.sub(r"${\1}", part) if isinstance(part, str) else part


def _prometheus(target: dict[str, Any]) -> dict[str, Any]:
    text = target["expr"]
    _refuse_variables(text)
    match = _CALL.fullmatch(text) or _PLAIN.fullmatch(text)
    if match is None:
        raise ValueError(f"The expression {text:.100} is more than a selector or its rate.")
    query = {"series": match["name"] + _tags(match["tags"] or "")}
    if call := match.groupdict().get("call"):
        query["agg"] = AGGS[call]
    label = str(target.get("legendFormat") or "")
    if label and not label.startswith("__"):
        query["label"] = _PLACE.sub(r"{\1}", label)
    return query


def _influx(target: dict[str, Any]) -> dict[str, Any]:
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
    _refuse_variables(name + "".join(conditions))
    query = {"series": name + (f"{{{','.join(conditions)}}}" if conditions else "")}
    if aggs:
        query["agg"] = aggs[0]
    return query


READERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "expr": _prometheus,
    "measurement": _influx,
}


def _condition(tag: Any) -> str:
    if not isinstance(tag, dict) or tag.get("condition", "AND") != "AND":
        raise ValueError("Tags are joined by OR.")
    value = str(tag.get("value", "")).replace("\\", "\\\\").replace('"', '\\"')
    return _matcher(str(tag.get("key", "")), str(tag.get("operator", "=")), value)


def _tags(text: str) -> str:
    found, at = [], 0
    while match := _TAG.match(text, at):
        found.append(_matcher(match[1], match[2], match[3]))
        at = match.end()
    if text[at:].strip():
        raise ValueError(f"The conditions {text:.100} cannot be read.")
    return f"{{{','.join(found)}}}" if found else ""


def _matcher(name: str, operator: str, value: str) -> str:
    if operator in ("=", "!="):
        # A star is no more than itself there.
        return f'{name}{operator}"{value.replace("*", chr(92) + "*")}"'
    if operator not in ("=~", "!~"):
        raise ValueError(f"The operator {operator:.10} has no counterpart.")
    pattern = value.strip("/").removeprefix("^").removesuffix("$")
    plain = pattern.replace(".*", "").replace(".+", "")
    if re.search(r"[][(){}?+*|^$.\\]", plain):
        raise ValueError(f"The pattern {value:.100} is more than parts joined by .*")
    glob = pattern.replace(".*", "*").replace(".+", "*")
    return f'{name}{"=" if operator == "=~" else "!="}"{glob}"'


def _refuse_variables(text: str) -> None:
    if _VARIABLE.search(text.replace("$__rate_interval", "").replace("$__interval", "")):
        raise ValueError(f"The variable in {text:.100} is not known here.")
