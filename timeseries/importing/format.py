"""The contract of a file format: a file to the columns of its series, and what was refused.

One file a format in `formats/`. A format is read in chunks, so that memory does not grow with
the file; good readings are kept whatever stands beside them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from ..batch import SeriesKey, Times, Values
from ..ingest.protocol import Rejection
from ..registry import Registry
from .source import Source

# Of one file so many reasons are told in full.
REASONS = 100


class Column(NamedTuple):
    """Readings of one series in the order in which they came: times in µs, finite values.
    The same time may come twice: the last one stands."""

    key: SeriesKey
    times: Times
    values: Values


@dataclass(slots=True)
class Chunk:
    """What a stretch of a file held: readings, the refused ones (at most `REASONS` of them
    listed), how many were refused, and how many text fields were passed over."""

    columns: list[Column] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    rejected_count: int = 0
    texts: int = 0

    def __len__(self) -> int:
        return sum(len(column.times) for column in self.columns)

    def reject(self, at: str, reason: str, count: int = 1) -> None:
        """Refuse `count` readings (or lines) at one place for one reason."""
        self.rejected_count += count
        if len(self.rejected) < REASONS:
            self.rejected.append(Rejection(at, reason))


class Gathering:
    """Readings that come one by one on their way into a chunk."""

    def __init__(self) -> None:
        self._chunk = Chunk()
        self._readings: dict[SeriesKey, tuple[list[int], list[float]]] = {}

    def add(self, key: SeriesKey, time: int, value: float) -> None:
        times, values = self._readings.setdefault(key, ([], []))
        times.append(time)
        values.append(value)

    def reject(self, at: str, reason: str, count: int = 1) -> None:
        self._chunk.reject(at, reason, count)

    def finish(self) -> Chunk:
        for key, (times, values) in self._readings.items():
            column = Column(key, np.asarray(times, np.int64), np.asarray(values, np.float64))
            self._chunk.columns.append(column)
        return self._chunk


@dataclass(frozen=True, slots=True)
class Options:
    """What a file does not say of itself: the name of its column of times, the zone of times
    without one (UTC), and the unit of times that are numbers (a key of `PRECISIONS`)."""

    time: str = "time"
    zone: ZoneInfo | None = None
    precision: str | None = None


class Format(ABC):
    """One kind of file. An instance holds no state between files."""

    # Of file names, without those of compression.
    suffixes: tuple[str, ...] = ()

    @abstractmethod
    def read(self, source: Source, options: Options) -> Iterator[Chunk]:
        """The readings of a file, in its order.

        Raises BadRequest when the file as a whole cannot be read, naming the place. A bad
        row is a `Rejection`, never an error.
        """


formats: Registry[type[Format]] = Registry("file format", "timeseries.importing.formats")
