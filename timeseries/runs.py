"""Readings of series, sorted: of one as a run, of many as columns.

A request may bring a reading each of thousands of series: what is done for each of them by
itself costs more than all else, so that it is done by columns wherever it can be.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .batch import ReadingBatch, Times, Values

Ids = NDArray[np.int64]
# Numbers up to here are sorted by counting.
_SHORT = np.iinfo(np.uint16).max


class Run(NamedTuple):
    """Readings of one series, times strictly ascending. A tuple, as a request may bring
    thousands."""

    series: int
    times: Times
    values: Values


@dataclass(frozen=True, slots=True)
class Runs:
    """A run of each of `series`, which ascend: that of series i is [edges[i], edges[i + 1]) of
    `times` (µs) and `values`, and none is empty."""

    series: Ids
    edges: NDArray[np.int64]
    times: Times
    values: Values

    @classmethod
    def of(cls, runs: Iterable[Run]) -> "Runs":
        """At most one run of a series, in any order."""
        if isinstance(runs, cls):
            return runs
        ordered = sorted(runs, key=lambda run: run.series)
        if not ordered:
            return gathered([])
        return cls(
            np.array([run.series for run in ordered], np.int64),
            np.cumsum([0, *(len(run.times) for run in ordered)]),
            np.concatenate([run.times for run in ordered]),
            np.concatenate([run.values for run in ordered]),
        )

    def __len__(self) -> int:
        return len(self.series)

    def __iter__(self) -> Iterator[Run]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, place: int) -> Run:
        start, end = self.edges[place], self.edges[place + 1]
        return Run(int(self.series[place]), self.times[start:end], self.values[start:end])

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many readings each run has."""
        return np.diff(self.edges)

    @property
    def firsts(self) -> Times:
        return self.times[self.edges[:-1]]

    @property
    def lasts(self) -> Times:
        return self.times[self.edges[1:] - 1]

    @property
    def each(self) -> Ids:
        """Of each reading its series."""
        return np.repeat(self.series, self.sizes)

    def where(self, kept: NDArray[np.bool_]) -> "Runs":
        """Some of the runs."""
        if kept.all():
            return self
        readings, edges = np.repeat(kept, self.sizes), np.append(0, self.sizes[kept].cumsum())
        return Runs(self.series[kept], edges, self.times[readings], self.values[readings])

    def beside(self, others: Sequence[Run]) -> "Runs":
        """With runs of further series."""
        return Runs.of([*self, *others]) if others else self


@dataclass(frozen=True, slots=True)
class Part:
    """Readings in the order in which they came: reading i of `series[index[i]]`."""

    series: Ids
    index: NDArray[np.integer[Any]]
    times: Times
    values: Values


def gathered(parts: Sequence[Part]) -> Runs:
    """The runs of what came one part after another, in which a series may stand several times.
    Of the same series and time the last one stands."""
    if not parts:
        nothing = np.empty(0, np.int64)
        return Runs(nothing, np.zeros(1, np.int64), nothing, np.empty(0, np.float64))
    series = np.concatenate([part.series for part in parts])
    # Where the series of each part begin among those of all.
    begins = np.cumsum([0, *(len(part.series) for part in parts[:-1])])
    index = np.concatenate([at + part.index for at, part in zip(begins, parts, strict=True)])
    times = np.concatenate([part.times for part in parts])
    values = np.concatenate([part.values for part in parts])
    ids, rank = np.unique(series, return_inverse=True)
    place = rank.astype(np.uint16 if len(ids) <= _SHORT else np.int64)[index]
    order = _order(place, times)
    place, times, values = place[order], times[order], values[order]
    other = place[1:] != place[:-1]
    last = np.append(other | (times[1:] != times[:-1]), True)[: len(times)]
    if not last.all():
        place, times, values = place[last], times[last], values[last]
        other = place[1:] != place[:-1]
    starts = np.append(0, np.flatnonzero(other) + 1)[: len(times)]
    return Runs(ids[place[starts]], np.append(starts, len(times)), times, values)


def placed(batch: ReadingBatch) -> Runs:
    """The runs of a batch, with places in its keys where others have series."""
    places = np.arange(len(batch.keys), dtype=np.int64)
    return gathered([Part(places, batch.index, batch.times, batch.values)])


def _order(place: NDArray[np.int64] | NDArray[np.uint16], times: Times) -> NDArray[np.intp]:
    """By series and time; among equals the last to come is the last."""
    # Most senders have each series' times in order.
    order = np.argsort(place, kind="stable")
    place, times = place[order], times[order]
    if ((times[1:] < times[:-1]) & (place[1:] == place[:-1])).any():
        # By time within series, and stable: what was sorted by series stays in its order.
        order = order[np.lexsort((times, place))]
    return order
