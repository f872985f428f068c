"""Bodies that are nearly right: bytes and values of others, changed."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([2**63, -(2**63), 10**400, "2026-01-01T00:00:00Z", "\ud800", "NaN"])
)
# What `changes` by chance has beside numbers.
EDGES: list[Any] = [
    *(None, True, 0, -1, 2**63, -(2**63), 10**400, -0.0, 5e-324, 1.8e308, "", "x", "1e999"),
    *("2026-01-01T00:00:00Z", "\ud800", "NaN", "-Infinity", [], {}, [[]], [{}], [0], {"": 0}),
]
places = st.integers(0, 2**16)
cuts = st.lists(st.tuples(places, st.integers(0, 3), st.binary(max_size=3)), min_size=1, max_size=4)
changes = st.lists(
    st.tuples(places, scalars | st.sampled_from([[], {}, [[]], [{}], [0], {"": 0}])),
    min_size=1,
    max_size=3,
)


def cut(content: bytes, places: list[tuple[int, int, bytes]]) -> bytes:
    """Bytes with some of them taken out and others put in."""
    left = bytearray(content)
    for place, length, piece in places:
        start = place % (len(left) + 1)
        left[start : start + length] = piece
    return bytes(left)


def slots(document: Any) -> list[tuple[Any, Any]]:
    """Each place of a value in a document: what holds it, and its key or number there."""
    inner = document.items() if isinstance(document, dict) else enumerate(document)
    found = []
    for key, value in inner:
        found.append((document, key))
        if isinstance(value, dict | list):
            found += slots(value)
    return found


def changed(content: bytes, values: list[tuple[int, Any]]) -> bytes:
    """JSON with some of its values replaced."""
    document = json.loads(content)
    for place, value in values:
        if there := slots(document):
            holder, key = there[place % len(there)]
            holder[key] = deepcopy(value)
    return json.dumps(document).encode()
