"""OpenTelemetry metrics as readings (https://opentelemetry.io/docs/specs/otel/metrics/data-model/).

A point of a gauge or a sum is a reading; a histogram is `_count`, `_sum`, `_min`, `_max` and a
`_bucket` for each bound, counted up to it as Prometheus does; a summary is `_count`, `_sum` and a
series for each quantile. Attributes of points and of resources are tags.
"""

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
import orjson
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from ..batch import BatchBuilder, Note, Values
from ..series_key import DESCRIPTION_LENGTH, NAME_LENGTH, SeriesKey, check_unit, shown
from .histograms import BUCKET, COUNT, WHOLE, Part
from .otlp_messages import KINDS, WHAT
from .otlp_points import HISTOGRAMS, of_summary
from .places import REFUSED, Named, Places, Recent, extend_finite
from .protocol import Body, Parsed
from .wire import read

# Of so many series that were sent the key is at hand.
SERIES = 131_072
RESOURCES = 4_096
METRICS = 16_384
DELTA, CUMULATIVE = 1, 2
# Set where a point says that there is none.
NO_VALUE = 1

# How UCUM says what here has another sign; what stands in braces is no unit.
_UNITS = {"1": "", "By": "B", "By/s": "B/s", "Cel": "°C", "KiBy": "KiB", "MiBy": "MiB"}


# A point's number as nearly all senders write it: a time and a value in either order, perhaps a
# time of start, then the attributes. Times and values are 8 bytes each behind their tags.
_USUAL = re.compile(
    rb"(?:\x11.{8})?(\x19.{8}[!1].{8})((?::.*)?)|([!1].{8}\x19.{8})(?:\x11.{8})?((?::.*)?)",
    re.DOTALL,
).fullmatch
TIME, AS_DOUBLE, AS_INTEGER, ATTRIBUTE = 0x19, 0x21, 0x31, 0x3A
_DOUBLE, _INTEGER = Struct("<BQBd"), Struct("<BQBq")
_HEAD = np.dtype([("at", "u1"), ("time", "<u8"), ("tag", "u1"), ("value", "<f8")])

Stamps = NDArray[np.uint64]


class Metric(NamedTuple):
    """A metric under a resource, as it stands on the wire."""

    resource: bytes
    name: bytes
    unit: bytes
    description: bytes
    semantics: str


def parse_request(content: bytes, body: Body) -> Parsed:
    """The readings of an ExportMetricsServiceRequest. Raises BadRequest."""
    reader = _Reader(body.arrived)
    for of_resource in read(KINDS["Request"], content, WHAT).resource_metrics:
        resource = of_resource.resource
        for of_scope in of_resource.scope_metrics:
            for metric in of_scope.metrics:
                reader.take(resource, metric)
    return reader.finish()


class _Reader:
    """The metrics of one request on their way into a batch."""

    def __init__(self, arrived: int) -> None:
        self._arrived = arrived
        self._parsed = Parsed(BatchBuilder().build())
        self._builder = BatchBuilder()
        self._places = Places[Any](self._builder, self._parsed)
        # Of numbers: places, times with values as they came, and where each metric ends.
        self._index: list[int] = []
        self._heads: list[bytes] = []
        self._metrics: list[tuple[str, int]] = []

    def take(self, resource: bytes, metric: Any) -> None:
        """All points of a metric."""
        at = f"metric {shown(metric.name.decode(errors='replace'))}"
        if numbers := (metric.HasField("gauge") and metric.gauge):
            self._numbers(at, _metric(resource, metric, "gauge"), numbers.data_points)
        elif numbers := (metric.HasField("sum") and metric.sum):
            semantics = _semantics(numbers.temporality, numbers.is_monotonic)
            self._numbers(at, _metric(resource, metric, semantics), numbers.data_points)
        elif metric.HasField("summary"):
            named = _metric(resource, metric, "counter")
            self._split(at, named, metric.summary.data_points, of_summary)
        else:
            for field, split in HISTOGRAMS.items():
                if metric.HasField(field):
                    of = getattr(metric, field)
                    named = _metric(resource, metric, _semantics(of.temporality, True))
                    self._split(at, named, of.data_points, split)

    def finish(self) -> Parsed:
        self._flush()
        self._parsed.batch = self._builder.build()
        return self._parsed

    def _numbers(self, at: str, metric: Metric, points: Sequence[bytes]) -> None:
        mark, known, own = _mark_of(metric), _known.get, dict[bytes, int]()
        for point in points:
            # Nearly all are a time, a value, and attributes that came before.
            if found := _USUAL(point):
                head, attributes = found.group(1, 2) if found[1] else found.group(3, 4)
                place = own.get(attributes)
                if place is None and (named := known(mark + attributes)):
                    place = own[attributes] = self._builder.place_noted(*named)
                if place is not None:
                    self._index.append(place)
                    self._heads.append(head)
                    continue
            self._unusual(at, metric, point, found)
        self._metrics.append((at, len(self._index)))

    def _unusual(self, at: str, metric: Metric, raw: bytes, found: re.Match[bytes] | None) -> None:
        """A point in any form, and one whose attributes have not come before."""
        point = read(KINDS["Number"], raw, WHAT)
        if point.flags & NO_VALUE:
            self._parsed.empty += 1
            return
        attributes = tuple(point.attributes)
        what = metric, attributes, WHOLE
        place = self._places.place(what, at, 1, self._named, at, *what)
        if place == REFUSED:
            return
        self._index.append(place)
        is_double = point.HasField("as_double")
        value = (AS_DOUBLE, point.as_double) if is_double else (AS_INTEGER, point.as_int)
        self._heads.append((_DOUBLE if is_double else _INTEGER).pack(TIME, point.time, *value))
        if found:
            sent = found[2] if found[1] else found[4]
            if sent == b"".join(map(_sent, attributes)):
                _known.put(_mark_of(metric) + sent, _named(*what))

    def _named(self, at: str, *what: Any) -> Named:
        try:
            return _named(*what)
        except ValueError:
            # What was refused before it is told before it.
            self._metrics.append((at, len(self._index)))
            self._flush()
            raise

    def _flush(self) -> None:
        """Take the numbers that have been gathered, of all metrics together: columns of a few
        readings take longer than these."""
        index, heads, metrics = self._index, self._heads, self._metrics
        self._index, self._heads, self._metrics = [], [], []
        if not index:
            return
        times, values = _columns(heads)
        if np.isfinite(values).all():
            self._extend("", index, times, values)
            return
        # What is refused is told by the metric.
        low = 0
        for at, high in metrics:
            self._extend(at, index[low:high], times[low:high], values[low:high])
            low = high

    def _split(self, at: str, metric: Metric, points: Any, split: Any) -> None:
        """Points that are several readings each."""
        self._flush()
        index, times, values = list[int](), list[int](), list[float]()
        for point in points:
            if point.flags & NO_VALUE:
                self._parsed.empty += 1
                continue
            for place, value in self._whole(at, metric, point, split):
                index.append(place)
                times.append(point.time)
                values.append(value)
        self._extend(at, index, np.array(times, np.uint64), np.array(values, np.float64))

    def _whole(
        self, at: str, metric: Metric, point: Any, split: Any
    ) -> Iterable[tuple[int, float]]:
        """Places and values of all that a point is; nothing where any of it is refused, since
        senders count points."""
        try:
            found = list(split(point))
        except ValueError as error:
            self._parsed.reject(at, str(error))
            return ()
        # A quantile or a sum of nothing is NaN.
        known = [(part, value) for part, value in found if math.isfinite(value)]
        self._parsed.empty += len(found) - len(known)
        attributes = tuple(point.attributes)
        parts = [(metric, attributes, part) for part, _ in known]
        places = self._places.whole(parts, at, lambda part: _named(*part))
        return zip(places, [value for _, value in known] if places else (), strict=True)

    def _extend(self, at: str, index: list[int], times: Stamps, values: Values) -> None:
        if index:
            stamps = (times // np.uint64(1_000)).astype(np.int64)
            stamps[times == 0] = self._arrived
            extend_finite(self._builder, self._parsed, at, index, stamps, values)


def _columns(heads: list[bytes]) -> tuple[Stamps, Values]:
    """Times (ns) and values, each as they stand on the wire in one of two orders."""
    table = np.frombuffer(b"".join(heads), np.uint8).reshape(-1, _DOUBLE.size)
    is_swapped = table[:, 0] != TIME
    if is_swapped.any():
        table = np.where(is_swapped[:, None], np.roll(table, _DOUBLE.size // 2, 1), table)
    fields = np.ascontiguousarray(table).view(_HEAD)[:, 0]
    values = fields["value"].copy()
    whole = fields["tag"] == AS_INTEGER
    values[whole] = fields["value"].copy().view("<i8")[whole]
    return fields["time"].copy(), values


def _metric(resource: bytes, metric: Any, semantics: str) -> Metric:
    return Metric(resource, metric.name, metric.unit, metric.description, semantics)


def _semantics(temporality: int, is_monotonic: bool) -> str:
    """What was counted since the last report is an amount of that period; what is counted from
    the start on only grows, or is a level."""
    if temporality == DELTA:
        return "total"
    return "counter" if is_monotonic else "gauge"


# Series by the mark of their metric and their attributes, as these stand on the wire one behind
# another.
_known = Recent[Named](SERIES)
_marks = count()


@lru_cache(maxsize=METRICS)
def _mark_of(metric: Metric) -> bytes:
    """Short, as it is looked up with the attributes of each point; no other metric ever gets it."""
    return next(_marks).to_bytes(8, "big")


def _sent(attribute: bytes) -> bytes:
    """An attribute as a field of a point."""
    size, length = len(attribute), b""
    while size > 0x7F:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return bytes([ATTRIBUTE]) + length + bytes([size]) + attribute


@lru_cache(maxsize=SERIES)
def _named(metric: Metric, attributes: tuple[bytes, ...], part: Part) -> Named:
    """The series of a part of a metric. Raises ValueError with the reason it is refused."""
    suffix, tag, value = part
    try:
        name = metric.name.decode()
        tags = _tags(metric.resource) | dict(map(_attribute, attributes))
    except (UnicodeDecodeError, DecodeError):
        raise ValueError("a name or an attribute is not UTF-8, or cannot be read") from None
    if tag:
        tags[tag] = value
    key = SeriesKey.of(name + suffix, {tag: text for tag, text in tags.items() if tag and text})
    is_count = suffix in (COUNT, BUCKET)
    is_level = suffix in ("_min", "_max") or tag == "quantile"
    return Named(
        key,
        Note(
            "" if is_count else _unit(metric.unit),
            "gauge" if is_level else metric.semantics,
            metric.description.decode(errors="replace")[:DESCRIPTION_LENGTH],
        ),
    )


@lru_cache(maxsize=RESOURCES)
def _tags(resource: bytes) -> dict[str, str]:
    return dict(map(_pair, _message("Attributes", resource).attributes))


def _attribute(raw: bytes) -> tuple[str, str]:
    return _pair(_message("KeyValue", raw))


def _message(kind: str, content: bytes) -> Any:
    return KINDS[kind].FromString(content)


def _pair(found: Any) -> tuple[str, str]:
    """An attribute as a tag; of a long value, which a command line may be, the beginning."""
    text = _plain(found.value)
    text = text if isinstance(text, str) else orjson.dumps(text).decode()
    return found.key.decode(), text[:NAME_LENGTH]


def _plain(value: Any) -> Any:
    """The value of an attribute: a text, or what JSON has for it."""
    if value.HasField("string"):
        return value.string.decode()
    if value.HasField("array"):
        return [_plain(one) for one in value.array.values]
    if value.HasField("map"):
        return {one.key.decode(): _plain(one.value) for one in value.map.values}
    if value.HasField("bytes"):
        return value.bytes.hex()
    for field in ("bool", "int", "double"):
        if value.HasField(field):
            return getattr(value, field)
    return ""


def _unit(raw: bytes) -> str:
    unit = raw.decode(errors="replace")
    unit = _UNITS.get(unit, "" if unit.startswith("{") else unit)
    try:
        return check_unit(unit)
    except ValueError:
        return ""
