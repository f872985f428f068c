"""The JSON of `POST /api/readings`:

    {"readings": [{"series": "room_temperature", "tags": {"room": "lab"}, "unit": "°C",
                   "points": [[1700000000000, 21.4], ["2023-11-14T22:13:21Z", 21.5]]}]}

`tags` and `unit` may be left out. A time is epoch milliseconds or ISO 8601; a value is a
number, true and false for 1 and 0, or a text, which is a state.
"""

import math
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from ...batch import NUMBER, BatchBuilder, Placed, ReadingBatch, Times, Values
from ...errors import BadRequest
from ...series_key import SeriesKey, check_unit, shown
from ...timerange import from_milliseconds, parse_iso
from ..json_fields import load
from ..numbers import floor_milliseconds, is_number, may_be_state
from ..protocol import Body, Parsed, Protocol, protocols


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
            for entry, count in zip(entries, counts, strict=True):
                parsed.origins.add(count, partial(_point_at, entry.at))
        else:
            for entry in entries:
                _extend(builder, entry, parsed)
        parsed.batch = builder.build()
        return parsed


def _items(body: Body) -> list[Any]:
    content = load(body, "The body is nested deeper than readings[0].points[0] needs.")
    items = content.get("readings") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise BadRequest('The body takes an object with a list: {"readings": [...]}.')
    return items


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
    if columns := _columns(entry.points):
        builder.extend(np.full(len(columns[0]), entry.place, np.int32), *columns)
        parsed.origins.add(len(columns[0]), partial(_point_at, entry.at))
        return
    takes_texts = not any(map(_is_numeric, entry.points))
    at, taken = entry.at, list[int]()
    for number, point in enumerate(entry.points):
        try:
            builder.add_all([_point(point, entry.place, builder, takes_texts)])
            taken.append(number)
        except ValueError as error:
            parsed.reject(_point_at(entry.at, number), str(error))
    parsed.origins.add(len(taken), lambda reading: _point_at(at, taken[reading]))


def _point_at(entry: str, point: int) -> str:
    return f"{entry}.points[{point}]"


def _is_numeric(point: Any) -> bool:
    """Whether its value is a number: a series of numbers has no texts beside them."""
    return isinstance(point, list) and len(point) == 2 and type(point[1]) in (int, float)


def _point(point: Any, place: int, builder: BatchBuilder, takes_texts: bool) -> Placed:
    if not isinstance(point, list) or len(point) != 2:
        raise ValueError("a point is a list of a time and a value")
    time, value = point
    if isinstance(value, str):
        if is_number(value) or not may_be_state(value):
            raise ValueError("a value is a number, and not the text of one")
        text = builder.text(value)
        if not takes_texts:
            raise ValueError("a value is a number, and not a text")
        return place, _time(time), 0.0, text
    return place, _time(time), _value(value), NUMBER


def _time(time: Any) -> int:
    if isinstance(time, str):
        return parse_iso(time)
    if isinstance(time, bool) or not isinstance(time, int | float):
        raise ValueError("a time is epoch milliseconds or an ISO 8601 text")
    return from_milliseconds(time)


def _value(value: Any) -> float:
    if not isinstance(value, int | float):
        kind = "null" if value is None else "a list or object"
        raise ValueError(f"a value is a number, and not {kind}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("the value is NaN, infinite, or beyond what a double holds")
    return number
