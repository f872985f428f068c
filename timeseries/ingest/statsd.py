"""statsd's metrics, gathered from one flush to the next
(https://github.com/statsd/statsd/blob/master/docs/metric_types.md).

    name:value|type[|@rate][|#tag:value,tag2:value2]

A counter is its sum over the interval, a timer (`ms`, `h`, `d`) is `_count`, `_mean`, `_min`,
`_max`, `_sum` and percentiles of the interval, a set is how many different texts came. A gauge is
its last value; one with a sign changes it.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from ..batch import BatchBuilder, Note, ReadingBatch
from ..series_key import SeriesKey, shown
from .numbers import to_double
from .protocol import Parsed

# Of one interval: series, of which more are refused, and values of a timer for its percentiles.
SERIES = 100_000
VALUES = 10_000
# Gauges whose last value is known, for those that change it.
GAUGES = 100_000
PERCENTILES = (50, 95, 99)
KEYS = 65_536
TIMERS = ("ms", "h", "d")
TYPES = ("c", "g", "s", *TIMERS)


@dataclass(slots=True)
class Timer:
    """What came of one in an interval: how often and how much (by its rates), the least and the
    most, and for percentiles the first values."""

    unit: str
    count: float = 0.0
    total: float = 0.0
    least: float = math.inf
    most: float = -math.inf
    values: list[float] = field(default_factory=list)

    def add(self, value: float, rate: float) -> None:
        self.count += 1 / rate
        self.total += value / rate
        self.least, self.most = min(self.least, value), max(self.most, value)
        if len(self.values) < VALUES:
            self.values.append(value)

    def parts(self) -> Iterator[tuple[str, str, float]]:
        """Suffix, unit and value."""
        yield "_count", "", self.count
        yield "_mean", self.unit, self.total / self.count
        yield "_min", self.unit, self.least
        yield "_max", self.unit, self.most
        yield "_sum", self.unit, self.total
        found = np.percentile(self.values, PERCENTILES)
        for share, value in zip(PERCENTILES, found, strict=True):
            yield f"_p{share}", self.unit, float(value)


class Aggregate:
    """Metrics of one server. Not safe across threads."""

    def __init__(self) -> None:
        self._levels: dict[SeriesKey, float] = {}
        self._begin()

    def _begin(self) -> None:
        self.parsed = Parsed(ReadingBatch.empty())
        self._counters: dict[SeriesKey, float] = {}
        self._gauges: dict[SeriesKey, float] = {}
        self._timers: dict[SeriesKey, Timer] = {}
        self._sets: dict[SeriesKey, set[str]] = {}

    def take(self, packet: bytes) -> None:
        """The lines of a packet, each refused by itself."""
        for number, line in enumerate(packet.split(b"\n"), 1):
            # Events and service checks of DogStatsD are no metrics.
            if not line.strip() or line.startswith((b"_e{", b"_sc|")):
                continue
            try:
                self._line(line.decode().strip())
            except UnicodeDecodeError:
                self.parsed.reject(f"line {number}", "it is not UTF-8")
            except ValueError as error:
                self.parsed.reject(f"line {number}", str(error))

    def flush(self, at: int) -> Parsed:
        """What came since the last call, as readings at a time (µs)."""
        builder = BatchBuilder()
        for key, value in self._counters.items():
            _add(builder, key, Note(semantics="total"), at, value)
        for key, value in self._gauges.items():
            _add(builder, key, Note(), at, value)
        for key, texts in self._sets.items():
            _add(builder, key, Note(semantics="total"), at, len(texts))
        for key, timer in self._timers.items():
            for suffix, unit, value in timer.parts():
                self._add_part(builder, key, suffix, unit, at, value)
        parsed = self.parsed
        parsed.batch = builder.build()
        self._begin()
        return parsed

    def _add_part(
        self, builder: BatchBuilder, key: SeriesKey, suffix: str, unit: str, at: int, value: float
    ) -> None:
        try:
            named = SeriesKey.of(key.name + suffix, dict(key.tags))
        except ValueError as error:
            self.parsed.reject(key.name[:80], str(error))
        else:
            _add(builder, named, Note(unit, "total" if suffix == "_count" else ""), at, value)

    def _line(self, line: str) -> None:
        """Raises ValueError with the reason it is refused."""
        head, _, rest = line.partition("|")
        name, colon, given = head.partition(":")
        kind, *options = rest.split("|")
        if not colon or kind not in TYPES:
            raise ValueError(f"{shown(line)} is not: name:value|c, g, ms, h, d or s")
        rate, tags = 1.0, ""
        for option in options:
            if option.startswith("@"):
                rate = to_double(option[1:])
            elif option.startswith("#"):
                tags = option[1:]
        if not 0 < rate <= 1:
            raise ValueError(f"the rate {rate:g} is not above 0 and at most 1")
        key = series_of(name, tags)
        # A set's text may hold colons; of others several values may come at once.
        for value in [given] if kind == "s" else given.split(":"):
            self._value(key, kind, value, rate)

    def _value(self, key: SeriesKey, kind: str, text: str, rate: float) -> None:
        if kind == "c":
            self._room(key, self._counters)
            total = self._counters.get(key, 0.0) + to_double(text) / rate
            self._counters[key] = _within(total)
        elif kind == "g":
            self._room(key, self._gauges)
            self._gauge(key, text)
        elif kind == "s":
            self._room(key, self._sets)
            texts = self._sets.setdefault(key, set())
            if len(texts) < VALUES:
                texts.add(text)
        else:
            self._room(key, self._timers)
            value = to_double(text)
            self._timers.setdefault(key, Timer("ms" if kind == "ms" else "")).add(value, rate)

    def _room(self, key: SeriesKey, of: Mapping[SeriesKey, object]) -> None:
        if key not in of and len(of) >= SERIES:
            raise ValueError(f"more than {SERIES:,} series came in one interval")

    def _gauge(self, key: SeriesKey, text: str) -> None:
        value = to_double(text)
        if text.startswith(("+", "-")):
            value = _within(self._levels.get(key, 0.0) + value)
        # The newest goes to the end, and of too many the oldest leaves.
        self._levels.pop(key, None)
        self._levels[key] = self._gauges[key] = value
        if len(self._levels) > GAUGES:
            del self._levels[next(iter(self._levels))]


def _within(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("the value is beyond what a double holds")
    return value


def _add(builder: BatchBuilder, key: SeriesKey, note: Note, at: int, value: float) -> None:
    if math.isfinite(value):
        builder.add_all([(builder.place_noted(key, note), at, float(value), -1)])


@lru_cache(maxsize=KEYS)
def series_of(name: str, tags: str) -> SeriesKey:
    """The series of a metric. Raises ValueError with the reason it is refused."""
    found: dict[str, str] = {}
    for part in filter(None, tags.split(",")):
        tag, _, value = part.partition(":")
        found[tag] = value or "true"
    return SeriesKey.of(name, found)
