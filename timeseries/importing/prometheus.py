"""Readings of a server that speaks Prometheus' HTTP API, stretch by stretch
(https://prometheus.io/docs/prometheus/latest/querying/api/).

Without a step the samples come as they are stored, by range selectors; with one, as `query_range`
computes them. A stretch is made as long as fits an answer, so that memory is bounded.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..batch import Note
from ..errors import CannotCollect
from ..ingest.prometheus import series_of
from ..series_key import SeriesKey
from ..timerange import SECOND
from .format import Chunk, Column

# Samples that an answer should have, and the most that one may have to be taken.
WANTED = 200_000
# Of `query_range`; Prometheus itself takes 11,000.
STEPS = 10_000
FIRST_STRETCH, LEAST_STRETCH, MOST_STRETCH = 3_600 * SECOND, 60 * SECOND, 30 * 86_400 * SECOND

Ask = Callable[[str, Mapping[str, Any]], Any]


class TooMuch(CannotCollect):
    """The server refuses an answer of this length: a shorter stretch is asked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reading has come: all metrics before this one, and of it all before a time
    (µs)."""

    metric: str = ""
    time: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Readings, and the place behind them; how much of the whole is done, from 0 to 1."""

    chunk: Chunk
    place: Place
    share: float


class PrometheusReader:
    """What a server has of some selectors from `start` to `end` (µs, half-open); `step` in µs
    or None for samples as they are stored. `notes` say what names tell of series."""

    def __init__(
        self, ask: Ask, match: list[str], start: int, end: int, step: int | None = None
    ) -> None:
        self.notes: dict[SeriesKey, Note] = {}
        self._ask, self._match = ask, match
        self._start, self._end, self._step = start, end, step
        self._stretch = FIRST_STRETCH

    def metrics(self) -> list[str]:
        """The names of the metrics that the selectors match."""
        asked = {"match[]": self._match, "start": _seconds(self._start), "end": _seconds(self._end)}
        return sorted({str(labels.get("__name__", "")) for labels in self._ask("series", asked)})

    def read(self, place: Place) -> Iterator[Stretch]:
        """All from a place on. Raises what `ask` raises."""
        names = self.metrics()
        for number, name in enumerate(names):
            if name < place.metric:
                continue
            time = max(self._start, place.time) if name == place.metric else self._start
            while time < self._end:
                chunk, time = self._next(name, time)
                part = (time - self._start) / (self._end - self._start)
                yield Stretch(chunk, Place(name, time), (number + part) / len(names))

    def _next(self, name: str, start: int) -> tuple[Chunk, int]:
        """The readings of a metric from a time on, and up to when they are."""
        while True:
            end = min(self._end, start + self._length())
            try:
                chunk = Chunk()
                for selector in self._match:
                    self._take(self._asked(named(selector, name), start, end), chunk, start, end)
            except TooMuch:
                if self._stretch <= LEAST_STRETCH:
                    raise
                self._stretch = max(LEAST_STRETCH, self._stretch // 4)
                continue
            if len(chunk) < WANTED // 4:
                self._stretch = min(MOST_STRETCH, self._stretch * 2)
            elif len(chunk) > WANTED:
                self._stretch = max(LEAST_STRETCH, self._stretch // 2)
            return chunk, end

    def _length(self) -> int:
        if self._step is None:
            return self._stretch
        # Whole steps, so that each stretch goes on in the steps of the one before.
        return min(STEPS, max(1, self._stretch // self._step)) * self._step

    def _asked(self, selector: str, start: int, end: int) -> Any:
        if self._step is not None:
            last = start + (end - start - 1) // self._step * self._step
            times = {"start": _seconds(start), "end": _seconds(last)}
            return self._ask(
                "query_range", {"query": selector, **times, "step": _seconds(self._step)}
            )
        # Samples are stored to the millisecond; one more at the start is left out below, as
        # servers differ in whether a range has it.
        query = f"{selector}[{(end - start) // 1000 + 1}ms]"
        return self._ask("query", {"query": query, "time": _seconds(end)})

    def _take(self, answer: Any, chunk: Chunk, start: int, end: int) -> None:
        for one in answer.get("result", ()):
            labels = {str(k): str(v) for k, v in one["metric"].items()}
            samples = one.get("values", ())
            try:
                pairs = tuple((k.encode(), v.encode()) for k, v in sorted(labels.items()))
                key, note = series_of(pairs)
            except ValueError as error:
                chunk.reject(labels.get("__name__", "a series"), str(error), len(samples))
                continue
            self.notes[key] = note
            times = np.array([round(float(at) * 1000) * 1000 for at, _ in samples], np.int64)
            values = np.array([float(value) for _, value in samples], np.float64)
            # NaN and infinities say that there is no value, as in remote write.
            kept = np.isfinite(values) & (times >= start) & (times < end)
            if kept.any():
                chunk.columns.append(Column(key, times[kept], values[kept]))


def named(selector: str, name: str) -> str:
    """The selector of one metric among those that a selector matches."""
    before, brace, inside = selector.strip().partition("{")
    if before or not brace:
        return selector
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{__name__="{quoted}",{inside}'


def _seconds(micros: int) -> str:
    whole, rest = divmod(micros, SECOND)
    return f"{whole}.{rest:06d}" if rest else str(whole)
