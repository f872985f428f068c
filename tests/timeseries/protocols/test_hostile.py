"""Whatever comes to any parser: readings, or a refusal of its own, and soon."""

import json
import os
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.soak.lengths import SEED
from timeseries.ingest.protocol import protocols

from .changing import EDGES, changed, changes, cut, cuts, scalars
from .parsing import parses_or_is_a_bad_request
from .valid import VALID

T = TypeVar("T")

# Of each parser, 2,000 in all; ten times as many where all is tested at length. A quarter is
# chosen by hypothesis, which takes ten times as long for it as a parser, and the rest by chance.
MORE = 10 if os.environ.get("SOAK") == "full" else 1
ANY, DOCUMENTS, NEAR = 125 * MORE, 25 * MORE, 375 * MORE
# Of what is nearly right, where it is JSON and its values are changed as well.
CHANGED = 225 * MORE


def documents(names: list[str]) -> st.SearchStrategy[Any]:
    """JSON with the names that a protocol looks at."""
    keys = st.sampled_from(names) | st.text(max_size=4)
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
        max_leaves=12,
    )


NAMES = {
    "readings_json": ["readings", "series", "tags", "unit", "points"],
    "otlp_json": [
        *("resourceMetrics", "scopeMetrics", "metrics", "name", "gauge", "sum", "histogram"),
        *("dataPoints", "asDouble", "asInt", "timeUnixNano", "attributes", "key", "value"),
    ],
    "thingsboard": ["ts", "values"],
    "collectd": [
        *("values", "dsnames", "dstypes", "time", "host", "plugin", "type", "type_instance"),
    ],
    "mqtt": ["state", "value"],
}


@pytest.mark.parametrize("name", protocols.names())
@settings(max_examples=ANY)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    parses_or_is_a_bad_request(name, content)


@pytest.mark.parametrize("name", [name for name in VALID if name not in NAMES])
@settings(max_examples=NEAR)
@given(places=cuts)
def test_what_is_nearly_right_is_read_or_refused(
    name: str, places: list[tuple[int, int, bytes]]
) -> None:
    parses_or_is_a_bad_request(name, cut(VALID[name], places))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=NEAR - CHANGED - DOCUMENTS)
@given(places=cuts)
def test_json_that_is_nearly_right_is_read_or_refused(
    name: str, places: list[tuple[int, int, bytes]]
) -> None:
    parses_or_is_a_bad_request(name, cut(VALID[name], places))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=CHANGED)
@given(values=changes)
def test_json_of_other_values_is_read_or_refused(name: str, values: list[tuple[int, Any]]) -> None:
    parses_or_is_a_bad_request(name, changed(VALID[name], values))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=DOCUMENTS)
@given(data=st.data())
def test_any_json_is_read_or_refused(name: str, data: st.DataObject) -> None:
    document = data.draw(documents(NAMES[name]))
    parses_or_is_a_bad_request(name, json.dumps(document).encode())


@pytest.mark.parametrize("name", protocols.names())
def test_bodies_by_chance_are_read_or_refused(name: str) -> None:
    chance = Random(f"{SEED} {name}")
    for _ in range(3 * ANY):
        parses_or_is_a_bad_request(name, chance.randbytes(chance.randrange(200)))
    of_values = 3 * (CHANGED + DOCUMENTS) if name in NAMES else 0
    for _ in range(3 * NEAR - of_values):
        parses_or_is_a_bad_request(name, cut(VALID[name], by_chance(chance, 4, piece)))
    for _ in range(of_values):
        parses_or_is_a_bad_request(name, changed(VALID[name], by_chance(chance, 3, value)))


def by_chance(chance: Random, most: int, made: Callable[[Random], T]) -> list[T]:
    return [made(chance) for _ in range(chance.randint(1, most))]


def piece(chance: Random) -> tuple[int, int, bytes]:
    """As `cuts` has them."""
    return chance.randrange(2**16), chance.randrange(4), chance.randbytes(chance.randrange(4))


def value(chance: Random) -> tuple[int, Any]:
    """As `changes` has them."""
    others = [chance.randrange(-(2**64), 2**64), chance.uniform(-1e3, 1e3), *EDGES]
    return chance.randrange(2**16), chance.choice(others)


def test_there_is_something_valid_of_each_protocol() -> None:
    assert sorted(VALID) == protocols.names()
