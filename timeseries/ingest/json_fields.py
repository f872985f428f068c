"""Objects of JSON whose fields are readings: nested ones are taken apart, names joined by `_`."""

import json
import math
from collections.abc import Iterator
from typing import Any

import orjson

from ..batch import BatchBuilder
from ..errors import BadRequest
from ..series_key import SeriesKey
from .protocol import Body, Parsed

# Deeper than devices nest.
DEPTH = 8
# Far more digits than a double's range has, and fewer than Python refuses to read.
_DIGITS = 1_000


def load(body: Body, too_deep: str = "The body is nested too deep.") -> Any:
    """What a body says as JSON. Raises BadRequest."""
    try:
        return orjson.loads(body.content)
    except orjson.JSONDecodeError:
        pass
    try:
        # NaN, integers of any size and lone surrogates are for each field to refuse.
        return json.loads(body.text, parse_int=_integer)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadRequest(f"The body is not JSON at {place}: {error.msg}.") from None
    except RecursionError:
        raise BadRequest(too_deep) from None


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= _DIGITS else math.inf


def fields(value: Any, name: str = "", depth: int = DEPTH) -> Iterator[tuple[str, Any]]:
    """The numbers, truths and texts of a value, by the names on the way to each; null is none."""
    if isinstance(value, dict) and depth:
        for inner, one in value.items():
            yield from fields(one, f"{name}_{inner}" if name else str(inner), depth - 1)
    elif isinstance(value, list) and depth:
        for place, one in enumerate(value):
            yield from fields(one, f"{name}_{place}" if name else str(place), depth - 1)
    elif value is not None:
        yield name, value


def add_field(
    builder: BatchBuilder, parsed: Parsed, at: str, key: Any, time: int, value: Any
) -> None:
    """One reading, a number, a truth or the text of a state; a value or a key (what `key()`
    gives) that is refused is so with its place."""
    try:
        named: SeriesKey = key()
        if isinstance(value, str):
            builder.add_text(named, time, value)
        elif isinstance(value, int | float):
            builder.add(named, time, finite(value))
        else:
            raise ValueError(f"it is nested deeper than {DEPTH}")
        parsed.origins.add(1, lambda reading: at)
    except ValueError as error:
        parsed.reject(at, str(error))


def finite(value: float) -> float:
    """A double. Raises ValueError with the reason."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("the value is NaN, infinite, or beyond what a double holds")
    return number
