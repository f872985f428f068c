"""The JSON of `POST /api/readings`:

    {"readings": [{"series": "room_temperature", "tags": {"room": "lab"}, "unit": "°C",
                   "points": [[1700000000000, 21.4], ["2023-11-14T22:13:21Z", 21.5]]}]}

`tags` and `unit` may be left out. A time is epoch milliseconds or ISO 8601; a value is a
number, or true and false for 1 and 0.
"""

import json
import math
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import orjson

from ...batch import BatchBuilder, ReadingBatch, SeriesKey, Times, Values, check_unit, shown
from ...errors import BadRequest
from ...timerange import from_milliseconds, parse_iso
from ..numbers import floor_milliseconds
from ..protocol import Body, Parsed, Protocol, protocols

# Far more digits than a double's range has, and fewer than Python refuses to read.
_DIGITS = 1_000


@dataclass(frozen=True, slots=True)
class _Entry:
    """The points of one series, at `readings[n]` of the body."""

    at: str
    place: int
    points: list[Any]


@protocols.register("readings_json")
class ReadingsJson(Protocol):
    """Points by series, as JSON."""

    def parse(self, body: Body) -> Parsed:
        parsed, builder = Parsed(ReadingBatch.empty()), BatchBuilder()
        entries = [
            entry
            for number, item in enumerate(_items(body))
            if (entry := _entry(item, f"readings[{number}]", builder, parsed))
        ]
        columns = _columns(list(chain.from_iterable(entry.points for entry in entries)))
        if columns:
            places = np.asarray([entry.place for entry in entries], np.int32)
            counts = [len(entry.points) for entry in entries]
            builder.extend(np.repeat(places, counts), *columns)
        else:
            for entry in entries:
                _extend(builder, entry, parsed)
        parsed.batch = builder.build()
        return parsed


def _items(body: Body) -> list[Any]:
    content = _load(body)
    items = content.get("readings") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise BadRequest('The body takes an object with a list: {"readings": [...]}.')
    return items


def _load(body: Body) -> Any:
    try:
        return orjson.loads(body.content)
    except orjson.JSONDecodeError:
        return _load_leniently(body.text)


def _load_leniently(text: str) -> Any:
    """JSON with NaN, numbers of any size and lone surrogates, which are refused point by point."""
    try:
        return json.loads(text, parse_int=_integer)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadRequest(f"The body is not JSON at {place}: {error.msg}.") from None
    except RecursionError:
        raise BadRequest("The body is nested deeper than readings[0].points[0] needs.") from None


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= _DIGITS else math.inf


def _entry(item: Any, at: str, builder: BatchBuilder, parsed: Parsed) -> _Entry | None:
    """The entry; None, and a rejection, when its series, tags or unit are refused."""
    if not isinstance(item, dict):
        raise BadRequest(f"{at} takes an object with series and points.")
    if item.get("series") is None:
        raise BadRequest(f"{at} takes the name of a series: add series.")
    points = item.get("points")
    if not isinstance(points, list):
        raise BadRequest(f"{at}.points takes a list of points such as [1700000000000, 21.4].")
    try:
        key = _key(item["series"], item.get("tags"))
        if unit := item.get("unit"):
            builder.set_unit(key, _unit(unit))
    except ValueError as error:
        parsed.reject(at, str(error), max(len(points), 1))
        return None
    return _Entry(at, builder.place(key), points)


def _key(name: Any, tags: Any) -> SeriesKey:
    if not isinstance(name, str):
        raise ValueError("the series name is not a text")
    if tags is None:
        return SeriesKey.of(name)
    if not isinstance(tags, dict):
        raise ValueError('the tags are not an object such as {"room": "lab"}')
    for tag, value in tags.items():
        if not isinstance(value, str):
            raise ValueError(f"tag {shown(tag)} is not a text")
    return SeriesKey.of(name, tags)


def _unit(unit: Any) -> str:
    if not isinstance(unit, str):
        raise ValueError("the unit is not a text")
    return check_unit(unit)


def _columns(points: list[Any]) -> tuple[Times, Values] | None:
    """All points at once; None when one of them needs the slow way."""
    if set(map(type, points)) - {list} or set(map(len, points)) - {2}:
        return None
    flat = list(chain.from_iterable(points))
    times, values = flat[0::2], flat[1::2]
    if set(map(type, times)) - {int, float} or set(map(type, values)) - {int, float, bool}:
        return None
    try:
        micros = floor_milliseconds(np.asarray(times, np.float64))
        column = np.asarray(values, np.float64)
    except OverflowError:
        return None
    return (micros, column) if micros is not None and np.isfinite(column).all() else None


def _extend(builder: BatchBuilder, entry: _Entry, parsed: Parsed) -> None:
    """The points of an entry one by one where they need it, each refused by itself."""
    columns = _columns(entry.points) or _one_by_one(entry, parsed)
    builder.extend(np.full(len(columns[0]), entry.place, np.int32), *columns)


def _one_by_one(entry: _Entry, parsed: Parsed) -> tuple[Times, Values]:
    times, values = [], []
    for number, point in enumerate(entry.points):
        try:
            time, value = _point(point)
        except ValueError as error:
            parsed.reject(f"{entry.at}.points[{number}]", str(error))
        else:
            times.append(time)
            values.append(value)
    return np.asarray(times, np.int64), np.asarray(values, np.float64)


def _point(point: Any) -> tuple[int, float]:
    if not isinstance(point, list) or len(point) != 2:
        raise ValueError("a point is a list of a time and a value")
    return _time(point[0]), _value(point[1])


def _time(time: Any) -> int:
    if isinstance(time, str):
        return parse_iso(time)
    if isinstance(time, bool) or not isinstance(time, int | float):
        raise ValueError("a time is epoch milliseconds or an ISO 8601 text")
    return from_milliseconds(time)


def _value(value: Any) -> float:
    if not isinstance(value, int | float):
        kind = (
            "null" if value is None else "a text" if isinstance(value, str) else "a list or object"
        )
        raise ValueError(f"a value is a number, and not {kind}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("the value is NaN, infinite, or beyond what a double holds")
    return number
