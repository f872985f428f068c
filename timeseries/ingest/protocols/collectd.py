"""What collectd's `write_http` posts as JSON: lists of values with the names of their sources.

`cpu` with the type `percent` is `cpu_percent`, one of several values `interface_if_octets_rx`;
host and instances are tags. Counters (`derive`, `counter`) are so as long as they are whole:
with `StoreRates true` collectd sends rates in their place.
"""

from functools import partial
from typing import Any

from ...batch import BatchBuilder, Note
from ...errors import BadRequest
from ...series_key import SeriesKey
from ...timerange import from_seconds
from ..json_fields import finite, load
from ..protocol import Body, Parsed, Protocol, protocols

TAGS = ("host", "plugin_instance", "type_instance")
SEMANTICS = {"derive": "counter", "counter": "counter", "absolute": "total"}


@protocols.register("collectd")
class Collectd(Protocol):
    """Values that are null have not been read, and are passed over."""

    def parse(self, body: Body) -> Parsed:
        content = load(body)
        if not isinstance(content, list):
            raise BadRequest("The body takes a list of what collectd reads.")
        parsed, builder = Parsed(BatchBuilder().build()), BatchBuilder()
        for number, item in enumerate(content):
            # Notifications come the same way, and have no values.
            if isinstance(item, dict) and "values" in item:
                _take(item, f"[{number}]", builder, parsed)
        parsed.batch = builder.build()
        return parsed


def _take(item: dict[str, Any], at: str, builder: BatchBuilder, parsed: Parsed) -> None:
    values = item["values"] if isinstance(item["values"], list) else []
    names, kinds = (_texts(item.get(field), len(values)) for field in ("dsnames", "dstypes"))
    try:
        time = _time(item.get("time"))
    except ValueError as error:
        parsed.reject(at, str(error), max(len(values), 1))
        return
    for name, kind, value in zip(names, kinds, values, strict=True):
        if value is None:
            parsed.empty += 1
            continue
        try:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError("a value is no number")
            number, semantics = finite(value), SEMANTICS.get(kind, "gauge")
            if semantics == "counter" and isinstance(value, float):
                semantics = "gauge"
            place = builder.place_noted(_key(item, name), Note(semantics=semantics))
            builder.add_all([(place, time, number, -1)])
            parsed.origins.add(1, partial(_place, at, name))
        except ValueError as error:
            parsed.reject(_place(at, name), str(error))


def _place(at: str, name: str, reading: int = 0) -> str:
    """Where the value of a source stands."""
    return f"{at}.{name}"[:80]


def _texts(given: Any, count: int) -> list[str]:
    texts = (
        [one if isinstance(one, str) else "" for one in given] if isinstance(given, list) else []
    )
    return (texts + [""] * count)[:count]


def _time(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError("time is no number of seconds")
    return from_seconds(finite(given))


def _key(item: dict[str, Any], name: str) -> SeriesKey:
    part = partial(_text, item)
    words = [part("plugin"), part("type") if part("type") != part("plugin") else ""]
    words.append("" if name == "value" else name)
    tags = {tag: part(tag) for tag in TAGS if part(tag)}
    return SeriesKey.of("_".join(filter(None, words)), tags)


def _text(item: dict[str, Any], field: str) -> str:
    value = item.get(field)
    return value if isinstance(value, str) else ""
