"""The contract of a measurement: one file in `measurements/`, which gives figures.

A figure is what several runs took, beside what a baseline took in the same run.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from timeseries.registry import Registry


class Failed(Exception):
    """A measurement cannot be made, or an answer was wrong: one sentence."""


@dataclass(frozen=True)
class Figure:
    """`samples` and `baseline_samples` are one number a run, in `unit`; `at_most` is the
    target, which the 95th percentile has to keep."""

    what: str
    unit: str
    samples: Sequence[float]
    baseline: str = ""
    baseline_samples: Sequence[float] = ()
    at_most: float | None = None
    higher_is_better: bool = False


class Measurement(ABC):
    """Starts and stops all that it needs by itself; its temporary folder is removed after it."""

    about = ""
    # Takes minutes: only with `--full` or by name.
    is_slow = False

    @abstractmethod
    def run(self, folder: Path) -> Iterator[Figure]:
        """Measure. `folder` is an empty folder of its own. Raises Failed."""


measurements: Registry[type[Measurement]] = Registry("measurement", "bench.measurements")
