"""A file into the store: its chunks are gathered, and written in transactions of their own.

Writing the same again changes nothing, so whatever stopped an import, running it again
completes it. A transaction holds SQLite's only write lock: it is kept short, and others are let
in after it.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

import numpy as np
from django.db import transaction

from .. import exact
from ..batch import NO_NOTE, Note, ReadingBatch, Times, Values
from ..catalog import fill_units, find_or_create
from ..ingest.protocol import Rejection
from ..runs import Run, placed
from ..series_key import SeriesKey, shown
from ..state_texts import find_or_make_codes
from ..store import WRITING, get_store
from .format import REASONS, Chunk, Column

# Readings that are gathered before they are written, which bounds the memory that they take.
GATHERED = 500_000
# Columns that are gathered before those of a series are joined: one of a reading, as lines give
# that are read by themselves, takes as much memory as twenty readings.
COLUMNS = 20_000
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


@dataclass(slots=True)
class Extent:
    """Which series readings went to, by their ids, and from when to when they are (µs)."""

    series: dict[int, None] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None

    def take(self, runs: Iterable[Run]) -> None:
        for run in runs:
            self.series[run.series] = None
            first, last = int(run.times[0]), int(run.times[-1])
            self.first = first if self.first is None else min(self.first, first)
            self.last = last if self.last is None else max(self.last, last)


Work = Callable[[], int]


def here(work: Work) -> int:
    """In a transaction, on this thread."""
    with transaction.atomic(WRITING):
        return work()


def no_note(key: SeriesKey) -> Note:
    """Nothing is said of any series."""
    return NO_NOTE


class Importer:
    """Writes chunks. `report` is right at any time; `reached` is the mark up to which all is
    written, and the report that belongs to it."""

    def __init__(
        self, transact: Callable[[Work], int] = here, note: Callable[[SeriesKey], Note] = no_note
    ) -> None:
        """`transact` does work in a transaction; `note` says what is known of a series."""
        self.report = Report()
        self.extent = Extent()
        self.reached: tuple[int, Report] = (0, Report())
        self._transact, self._note = transact, note
        # Series that have been given the unit that is said of them.
        self._with_unit: set[SeriesKey] = set()
        self._states: list[ReadingBatch] = []
        self._mark = 0
        self._columns: list[Column] = []
        self._most_columns = COLUMNS
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
        if len(self._columns) > self._most_columns:
            self._columns = merged(self._columns)
            # Not again for each chunk where as many series there are.
            self._most_columns = max(COLUMNS, 2 * len(self._columns))
        self._states += chunk.states
        self._waiting += len(chunk)
        self._mark = chunk.mark or self._mark
        # Behind a mark the reading can begin anew: few chunks are far from one.
        if self._waiting >= (GATHERED if chunk.mark else 2 * GATHERED):
            self.flush()
        if chunk.mark and not self._waiting:
            self.reached = chunk.mark, replace(report, rejected=list(report.rejected))

    def flush(self) -> None:
        """Write what has been gathered. Raises what the database does."""
        columns, self._columns, self._waiting = self._columns, [], 0
        states, self._states = self._states, []
        parts = merged(columns)
        while parts:
            taken, parts = _split(parts, self._size)
            self._timed(_count(taken), partial(self._write, taken))
        for batch in _batches(states, self._size):
            self._timed(len(batch), partial(self._write_states, batch))

    def _timed(self, count: int, write: Work) -> None:
        begun = time.monotonic()
        number = self._transact(write)
        self._adapt(count, time.monotonic() - begun)
        self.report.written += count
        if number:
            self._let_others_in(number)

    def _write(self, parts: Sequence[Column]) -> int:
        """The number of the commit."""
        ids = self._ids([part.key for part in parts])
        return self._written([Run(ids[part.key], part.times, part.values) for part in parts])

    def _write_states(self, batch: ReadingBatch) -> int:
        """Texts become codes; those that no state can be are refused. The number of the
        commit, 0 where nothing was left."""
        ids = self._ids(batch.keys)
        states, number = batch.states()
        texts = [(ids[key], text) for key, text in states]
        codes, refused = find_or_make_codes(texts)
        reasons = {
            state: refused[text]
            for state, text in zip(states, texts, strict=True)
            if text in refused
        }
        if reasons:
            self._refuse(batch, reasons)
            batch = batch.without_texts(reasons)
            states, number = batch.states()
        if not len(batch):
            return 0
        values = np.array([codes[ids[key], text] for key, text in states], np.float64)
        coded = batch.coded(values[number])
        runs = [Run(ids[coded.keys[at]], times, v) for at, times, v in placed(coded)]
        return self._written(runs)

    def _written(self, runs: Sequence[Run]) -> int:
        number = exact.write(runs)
        self.extent.take(runs)
        return number

    def _ids(self, keys: Sequence[SeriesKey]) -> dict[SeriesKey, int]:
        """The ids of series, with what is said of them."""
        notes = {key: note for key in keys if (note := self._note(key)) is not NO_NOTE}
        ids = find_or_create(keys, {}, notes=notes)
        units = {k: n.unit for k, n in notes.items() if n.unit and k not in self._with_unit}
        if units:
            fill_units({key: ids[key] for key in units}, units)
            self._with_unit.update(units)
        return ids

    def _refuse(self, batch: ReadingBatch, reasons: dict[tuple[SeriesKey, str], str]) -> None:
        report = self.report
        left = len(batch) - len(batch.without_texts(reasons))
        report.rejected_count += left
        # Counted as written with its batch.
        report.written -= left
        for (key, text), reason in reasons.items():
            if len(report.rejected) < REASONS:
                report.rejected.append(Rejection(key.text, f"{shown(text)}: {reason}"))

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


def _batches(states: list[ReadingBatch], size: int) -> Iterator[ReadingBatch]:
    """The same readings in their order, in batches of a size."""
    for batch in states:
        for start in range(0, len(batch), size):
            yield batch.where(np.arange(len(batch)) // size == start // size)


def ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same chunks, each read while the one before it is written."""
    with ThreadPoolExecutor(1, "import") as thread:
        waiting = thread.submit(next, chunks, None)
        while (chunk := waiting.result()) is not None:
            waiting = thread.submit(next, chunks, None)
            yield chunk
