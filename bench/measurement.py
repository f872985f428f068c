"""The contract of a measurement: one file in `measurements/`, which gives figures.

A figure is what several runs took, beside what baselines took in the same run.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from timeseries.registry import Registry


class Failed(Exception):
    """A measurement cannot be made, or an answer was wrong: one sentence."""


class Skipped(Exception):
    """A measurement needs what this machine does not have: one sentence."""


@dataclass(frozen=True)
class Figure:
    """`samples` and `baseline_samples` are one number a run, in `unit`, and so are those of
    further baselines in `peers`, by name.

    A target is a limit that a share of the runs has to keep: `targets` maps the share (0.5 is
    the median) to the limit, which is a least where more is better; `at_most` is that of 0.95.
    """

    what: str
    unit: str
    samples: Sequence[float]
    baseline: str = ""
    baseline_samples: Sequence[float] = ()
    at_most: float | None = None
    higher_is_better: bool = False
    peers: Mapping[str, Sequence[float]] = field(default_factory=dict)
    targets: Mapping[float, float] = field(default_factory=dict)

    @property
    def limits(self) -> dict[float, float]:
        """All targets: share of the runs to the limit."""
        return {**self.targets, **({} if self.at_most is None else {0.95: self.at_most})}

    @property
    def baselines(self) -> dict[str, Sequence[float]]:
        """All baselines that gave samples, by name."""
        every = {self.baseline: self.baseline_samples, **self.peers}
        return {name: samples for name, samples in every.items() if len(samples)}


class Measurement(ABC):
    """Starts and stops all that it needs by itself; its temporary folder is removed after it."""

    about = ""
    # Takes minutes: only with `--full` or by name.
    is_slow = False

    def __init__(self, full: bool = False) -> None:
        """`full`: with as much data as the figures are promised for, however long it takes."""
        self.full = full

    @abstractmethod
    def run(self, folder: Path) -> Iterator[Figure]:
        """Measure. `folder` is an empty folder of its own. Raises Failed or Skipped."""


measurements: Registry[type[Measurement]] = Registry("measurement", "bench.measurements")
