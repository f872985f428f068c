"""All readings of a series, packed or not, as the ORM would give rows.

from timeseries.history import history

times, values = history(series).between(start, end).arrays()
async for time, value in history(series):
    ...
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

from .batch import Times, Values
from .models import Series
from .store import get_store, snapshot
from .threads import readers
from .timerange import EARLIEST, LATEST

# Readings that an iteration holds at once.
PAGE = 20_000


@dataclass(frozen=True, slots=True)
class History:
    """The readings of a series in [start, end) µs, ascending. Nothing is read before it is
    asked for arrays, a count, an end or an iteration. Each page of an iteration is of one
    moment, the whole of it need not be."""

    series: int
    start: int = EARLIEST
    end: int = LATEST + 1

    def between(self, start: int, end: int) -> "History":
        """Those of them in [start, end) µs."""
        return replace(self, start=max(start, self.start), end=min(end, self.end))

    def arrays(self) -> tuple[Times, Values]:
        """All times (int64 µs) and values (float64), of one moment."""
        with snapshot() as using:
            return get_store().columns(self.series, self.start, self.end, using)

    async def aarrays(self) -> tuple[Times, Values]:
        return await readers.run(self.arrays)

    def first(self, most: int = 1) -> tuple[Times, Values]:
        """The first of them, at most so many."""
        with snapshot() as using:
            return get_store().first_columns(self.series, self.start, self.end, most, using)

    def last(self, most: int = 1) -> tuple[Times, Values]:
        """The last of them, at most so many, ascending."""
        with snapshot() as using:
            times, values = get_store().newest_columns(self.series, self.end, most, using)
        held = times >= self.start
        return times[held], values[held]

    def value_at(self, time: int) -> float | None:
        """The value at just this time; None where there is no reading."""
        _, values = self.between(time, time + 1).arrays()
        return float(values[0]) if len(values) else None

    def __iter__(self) -> Iterator[tuple[int, float]]:
        left = self
        while True:
            times, values = left.first(PAGE)
            yield from zip(times.tolist(), values.tolist(), strict=True)
            if len(times) < PAGE:
                return
            left = replace(left, start=int(times[-1]) + 1)

    async def __aiter__(self) -> AsyncIterator[tuple[int, float]]:
        left = self
        while True:
            times, values = await readers.run(left.first, PAGE)
            for time, value in zip(times.tolist(), values.tolist(), strict=True):
                yield time, value
            if len(times) < PAGE:
                return
            left = replace(left, start=int(times[-1]) + 1)


def history(series: Series | int) -> History:
    """All readings of a series."""
    return History(series if isinstance(series, int) else series.pk)
