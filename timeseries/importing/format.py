"""The contract of a file format: a file to the columns of its series, and what was refused.

One file a format in `formats/`. A format is read in chunks, so that memory does not grow with
the file; good readings are kept whatever stands beside them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from ..batch import BatchBuilder, ReadingBatch, Times, Values
from ..ingest.numbers import TRUTHS, may_be_state
from ..ingest.protocol import Rejection
from ..registry import Registry
from ..series_key import SeriesKey
from .dialect import Dialect
from .mapping import Shape
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
    """What a stretch of a file held: readings, those that are texts of states, the refused ones
    (at most `REASONS` of them listed), how many were refused, and how many text fields were
    passed over. Behind a chunk with a `mark` the reading of the file can begin anew from it."""

    columns: list[Column] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    rejected_count: int = 0
    texts: int = 0
    states: list[ReadingBatch] = field(default_factory=list)
    mark: int | None = None

    def __len__(self) -> int:
        numbers = sum(len(column.times) for column in self.columns)
        return numbers + sum(map(len, self.states))

    def reject(self, at: str, reason: str, count: int = 1) -> None:
        """Refuse `count` readings (or lines) at one place for one reason."""
        self.rejected_count += count
        if len(self.rejected) < REASONS:
            self.rejected.append(Rejection(at, reason))


class _Doubt(NamedTuple):
    """What is no reading: refused, or a state where its series turns out to have no numbers."""

    at: str
    reason: str
    readings: int = 1
    state: tuple[SeriesKey, int, str] | None = None


class Gathering:
    """Readings that come one by one on their way into a chunk."""

    def __init__(self, numeric: set[SeriesKey]) -> None:
        """`numeric` are the series that have had numbers; those that have some are added."""
        self._numeric = numeric
        self._readings: dict[SeriesKey, tuple[list[int], list[float]]] = {}
        self._doubts: list[_Doubt] = []

    def take(
        self, at: str, key: SeriesKey, time: int, cell: Any, number: Callable[[Any], float]
    ) -> None:
        """A cell that stands at a place; `number` reads it, and raises ValueError."""
        text = cell.strip() if isinstance(cell, str) else ""
        try:
            value = number(cell)
        except ValueError as error:
            state = (key, time, text) if text and may_be_state(text) else None
            self._doubts.append(_Doubt(at, str(error), state=state))
            return
        if text.lower() not in TRUTHS:
            self._numeric.add(key)
        times, values = self._readings.setdefault(key, ([], []))
        times.append(time)
        values.append(value)

    def reject(self, at: str, reason: str, count: int = 1) -> None:
        self._doubts.append(_Doubt(at, reason, count))

    def finish(self) -> Chunk:
        chunk, states = Chunk(), BatchBuilder()
        for key, (times, values) in self._readings.items():
            column = Column(key, np.asarray(times, np.int64), np.asarray(values, np.float64))
            chunk.columns.append(column)
        for at, reason, count, state in self._doubts:
            if state is None or state[0] in self._numeric:
                chunk.reject(at, reason, count)
                continue
            try:
                states.add_text(*state)
            except ValueError as error:
                chunk.reject(at, str(error))
        if len(batch := states.build()):
            chunk.states.append(batch)
        return chunk


@dataclass(frozen=True, slots=True)
class Options:
    """What a file does not say of itself: the name of its column of times, the zone of times
    without one (UTC), the unit of times that are numbers (a key of `PRECISIONS`), the pattern of
    those that are texts (as `strptime` takes it), what its other columns are, how CSV is written
    (None: as its first lines tell), and the mark of an earlier reading from which this one goes
    on."""

    time: str = "time"
    zone: ZoneInfo | None = None
    precision: str | None = None
    pattern: str | None = None
    shape: Shape | None = None
    dialect: Dialect | None = None
    mark: int = 0

    @property
    def written(self) -> Dialect:
        """How CSV is written, where it is known by now."""
        return self.dialect or Dialect()


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
