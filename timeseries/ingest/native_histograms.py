"""Prometheus' native histograms, which have their buckets in spans
(https://prometheus.io/docs/specs/native_histograms/)."""

import math
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from google.protobuf.message import DecodeError

from ..errors import BadRequest
from .histograms import COUNT, SUM, Bucket, Split, buckets, exponential
from .wire import messages

HISTOGRAM = {
    "count_int": (1, "uint64"),
    "count_float": (2, "double"),
    "sum": (3, "double"),
    "schema": (4, "sint32"),
    "zero_count_int": (6, "uint64"),
    "zero_count_float": (7, "double"),
    "negative_spans": (8, "*Span"),
    "negative_deltas": (9, "*sint64"),
    "negative_counts": (10, "*double"),
    "positive_spans": (11, "*Span"),
    "positive_deltas": (12, "*sint64"),
    "positive_counts": (13, "*double"),
    "reset_hint": (14, "int32"),
    "timestamp": (15, "int64"),
    "custom_values": (16, "*double"),
}
SPAN = {"offset": (1, "sint32"), "length": (2, "uint32")}
_KINDS = messages("livecurve.prometheus", {"Histogram": HISTOGRAM, "Span": SPAN})
# Schemas whose bounds are powers of 2**(2**-schema), and the one that has bounds of its own.
LOWEST, HIGHEST, CUSTOM = -9, 52, -53
# A histogram that is no counter says so here.
GAUGE = 3
_STALE = struct.pack("<Q", 0x7FF0_0000_0000_0002)


def read_histogram(content: bytes) -> Any:
    """Raises BadRequest."""
    try:
        return _KINDS["Histogram"].FromString(content)
    except DecodeError:
        raise BadRequest("A histogram of the body cannot be read.") from None


def is_stale(histogram: Any) -> bool:
    """Whether it only says that its series has ended."""
    return struct.pack("<d", histogram.sum) == _STALE


def split(histogram: Any) -> Iterator[Split]:
    """Its readings. Raises ValueError with the reason it is refused."""
    one = histogram
    positive = _buckets(one.positive_spans, one.positive_deltas, one.positive_counts)
    yield (COUNT, "", ""), float(_either(one, "count"))
    yield (SUM, "", ""), one.sum
    if one.schema == CUSTOM:
        yield from _custom(one.custom_values, positive)
    elif LOWEST <= one.schema <= HIGHEST:
        negative = _buckets(one.negative_spans, one.negative_deltas, one.negative_counts)
        zero = float(_either(one, "zero_count"))
        yield from exponential(one.schema, negative, zero, positive)
    else:
        raise ValueError(f"the histogram's schema {one.schema} is not known here")


def _either(histogram: Any, name: str) -> float:
    """An integer, or of a histogram of floats a float."""
    kind = "int" if histogram.HasField(f"{name}_int") else "float"
    found: float = getattr(histogram, f"{name}_{kind}")
    return found


def _buckets(spans: Sequence[Any], deltas: Sequence[int], counts: Sequence[float]) -> list[Bucket]:
    """Buckets by the place of their lower bound, whose number is that of the upper one here.
    Raises ValueError."""
    found: list[float] = list(counts)
    count = 0
    for delta in deltas:
        count += delta
        found.append(float(count))
    if sum(span.length for span in spans) != len(found):
        raise ValueError("the histogram's spans and its buckets do not agree")
    return list(zip(_places(spans), found, strict=True))


def _places(spans: Iterable[Any]) -> Iterator[int]:
    place = -1
    for span in spans:
        place += span.offset
        for _ in range(span.length):
            yield place
            place += 1


def _custom(bounds: Sequence[float], positive: Iterable[Bucket]) -> Iterator[Split]:
    """All of its bounds, as a classic histogram has them."""
    counts = [0.0] * (len(bounds) + 1)
    for place, count in positive:
        if not 0 <= place + 1 < len(counts):
            raise ValueError("the histogram has a bucket without a bound")
        counts[place + 1] = count
    yield from buckets([*bounds, math.inf], counts)
