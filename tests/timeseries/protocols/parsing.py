"""Bodies in, readings out, for the tests of all protocols."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from timeseries.batch import ReadingBatch
from timeseries.errors import BadRequest
from timeseries.ingest.protocol import Body, Parsed, protocols
from timeseries.timerange import EARLIEST, LATEST

ARRIVED = 1_700_000_000_123_456

Readings = dict[str, list[tuple[int, float]]]

names = st.text(
    st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12
) | st.sampled_from(["room_temperature", "a b", "a,b", "a=b", 'a"b', "a{b}", "*", "°C", "温度"])
values = st.floats(allow_nan=False, allow_infinity=False)
times = st.integers(EARLIEST, LATEST)


def parse(protocol: str, content: bytes | str, **parameters: Any) -> Parsed:
    """A body read by a protocol, arrived at `ARRIVED`."""
    raw = content.encode() if isinstance(content, str) else content
    return protocols[protocol]().parse(Body(raw, parameters, ARRIVED))


def readings(parsed: Parsed) -> Readings:
    """Times and numbers by the key of their series, in the order in which they came."""
    batch = parsed.batch.numbers()
    found: Readings = {key.text: [] for key in batch.keys}
    for place, time, value in zip(batch.index, batch.times, batch.values, strict=True):
        found[batch.keys[place].text].append((int(time), float(value)))
    return {key: some for key, some in found.items() if some}


def states(parsed: Parsed) -> dict[str, list[tuple[int, str]]]:
    """Times and texts by the key of their series, in the order in which they came."""
    batch = parsed.batch
    found: dict[str, list[tuple[int, str]]] = {}
    for place, time, number in zip(batch.index, batch.times, text_of(batch), strict=True):
        if number >= 0:
            found.setdefault(batch.keys[place].text, []).append((int(time), batch.texts[number]))
    return found


def text_of(batch: ReadingBatch) -> Any:
    return np.full(len(batch), -1) if batch.text is None else batch.text


def refused(parsed: Parsed) -> list[tuple[str, str]]:
    """The places and reasons of what was refused."""
    return [(rejection.at, rejection.reason) for rejection in parsed.rejected]


def parses_or_is_a_bad_request(protocol: str, content: bytes, **parameters: str) -> None:
    """Whatever the bytes: finite values at times that exist, or BadRequest, nothing else."""
    try:
        parsed = parse(protocol, content, **parameters)
    except BadRequest as error:
        assert 0 < len(str(error)) < 400
        return
    batch = parsed.batch
    assert len(batch.index) == len(batch.times) == len(batch.values) == len(text_of(batch))
    assert set(text_of(batch).tolist()) <= {-1, *range(len(batch.texts))}
    assert all(abs(value) < float("inf") for value in batch.values)
    assert all(EARLIEST <= time <= LATEST for time in batch.times)
    assert len(set(batch.keys)) == len(batch.keys) == len(set(batch.index.tolist()))
    assert parsed.rejected_count >= len(parsed.rejected)
    assert all(len(r.at) < 200 and 0 < len(r.reason) < 300 for r in parsed.rejected)
