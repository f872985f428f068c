"""A file into the store: its chunks are gathered, and written in transactions of their own.

Writing the same again changes nothing, so whatever stopped an import, running it again
completes it. A transaction holds SQLite's only write lock: it is kept short, and others are let
in after it.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from django.db import transaction

from .. import exact
from ..batch import SeriesKey, Times, Values
from ..catalog import find_or_create
from ..ingest.protocol import Rejection
from ..store import WRITING, Run, get_store
from .format import REASONS, Chunk, Column

# Readings that are gathered before they are written, which bounds the memory that they take.
GATHERED = 500_000
# Of a transaction: what it takes at first, at least and at most.
AT_FIRST, LEAST, MOST = 100_000, 10_000, 1_000_000


class Pace(NamedTuple):
    """How long a transaction should last, and the pause after it, in seconds."""

    writing: float
    pause: float


# Whoever waits for SQLite's lock looks again after 25 ms at first, and only each 100 ms later:
# nobody waits long where transactions are short and the pause is as long as that.
ALONE, IN_COMPANY = Pace(0.25, 0.002), Pace(0.1, 0.025)
# After a commit of somebody else.
COMPANY_SECONDS = 10.0


@dataclass(slots=True)
class Report:
    """What came of a file: readings that were written, the first reasons of those that were
    not, how many those are, and how many text fields were passed over."""

    written: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    rejected_count: int = 0
    texts: int = 0


class Importer:
    """Writes chunks. `report` is right at any time."""

    def __init__(self) -> None:
        self.report = Report()
        self._columns: list[Column] = []
        self._waiting = 0
        self._size = AT_FIRST
        self._pace = ALONE
        self._number = 0
        self._others_at = -COMPANY_SECONDS

    def take(self, chunk: Chunk) -> None:
        """Gather a chunk, and write when enough has come together."""
        report = self.report
        room = REASONS - len(report.rejected)
        report.rejected += chunk.rejected[: max(room, 0)]
        report.rejected_count += chunk.rejected_count
        report.texts += chunk.texts
        self._columns += chunk.columns
        self._waiting += len(chunk)
        if self._waiting >= GATHERED:
            self.flush()

    def flush(self) -> None:
        """Write what has been gathered. Raises what the database does."""
        columns, self._columns, self._waiting = self._columns, [], 0
        parts = merged(columns)
        while parts:
            taken, parts = _split(parts, self._size)
            begun = time.monotonic()
            number = _write(taken)
            self._adapt(_count(taken), time.monotonic() - begun)
            self.report.written += _count(taken)
            self._let_others_in(number)

    def _adapt(self, written: int, seconds: float) -> None:
        """The next transaction takes what the last one's pace allows."""
        # A small one says little of a large one's pace.
        if seconds > self._pace.writing or written >= self._size // 2:
            fitting = int(written * self._pace.writing / max(seconds, 1e-6))
            self._size = min(max(fitting, LEAST), MOST, 2 * self._size)

    def _let_others_in(self, number: int) -> None:
        """Where only one can write at a time, pause; `number` is that of the last commit."""
        if not get_store().commits_in_order:
            return
        if self._number and number > self._number + 1:
            self._others_at = time.monotonic()
        self._number = number
        in_company = time.monotonic() < self._others_at + COMPANY_SECONDS
        self._pace = IN_COMPANY if in_company else ALONE
        time.sleep(self._pace.pause)


def merged(columns: Iterable[Column]) -> list[Column]:
    """One column for each series, with strictly ascending times: of equal ones the last
    stands."""
    by_key: dict[SeriesKey, list[Column]] = {}
    for column in columns:
        by_key.setdefault(column.key, []).append(column)
    return [Column(key, *_ascending(parts)) for key, parts in by_key.items()]


def _ascending(parts: Sequence[Column]) -> tuple[Times, Values]:
    times, values = parts[0].times, parts[0].values
    if len(parts) > 1:
        times = np.concatenate([part.times for part in parts])
        values = np.concatenate([part.values for part in parts])
    if (times[1:] > times[:-1]).all():
        return times, values
    # Stable: among equal times the last to come is the last in order.
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    last = np.append(times[1:] != times[:-1], True)
    return times[last], values[last]


def _split(parts: list[Column], size: int) -> tuple[list[Column], list[Column]]:
    """The first readings of all, as many as `size`, and the others."""
    taken: list[Column] = []
    for place, part in enumerate(parts):
        if len(part.times) > size:
            taken.append(Column(part.key, part.times[:size], part.values[:size]))
            rest = Column(part.key, part.times[size:], part.values[size:])
            return taken, [rest, *parts[place + 1 :]]
        taken.append(part)
        size -= len(part.times)
        if not size:
            return taken, parts[place + 1 :]
    return taken, []


def _count(parts: Iterable[Column]) -> int:
    return sum(len(part.times) for part in parts)


def _write(parts: Sequence[Column]) -> int:
    """The number of the commit."""
    with transaction.atomic(WRITING):
        ids = find_or_create([part.key for part in parts], {})
        return exact.write([Run(ids[part.key], part.times, part.values) for part in parts])


def ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same chunks, each read while the one before it is written."""
    with ThreadPoolExecutor(1, "import") as thread:
        waiting = thread.submit(next, chunks, None)
        while (chunk := waiting.result()) is not None:
            waiting = thread.submit(next, chunks, None)
            yield chunk
