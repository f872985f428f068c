"""The contract of a collector: readings that the server fetches itself.

One file a collector in `collectors/`. What it returns goes the way of everybody's readings.
"""

from abc import ABC, abstractmethod

from .batch import ReadingBatch
from .registry import Registry
from .timerange import SECOND


class Collector(ABC):
    """Something to be asked again and again. An instance may keep what it needs to tell a
    rate from two counts; it is asked from one thread at a time."""

    # µs between two calls.
    interval: int = SECOND

    @abstractmethod
    def collect(self, at: int) -> ReadingBatch:
        """The readings of the slot `at` (µs), which is now. Blocking is fine: it has a thread."""


collectors: Registry[type[Collector]] = Registry("collector", "timeseries.collectors")
