"""The contract of a collector: readings that the server fetches itself.

One file a kind in `collectors/`. What it gathers goes the way of everybody's readings. A kind says
what it has to be told (`settings`), which makes its form in the page and the checks of the API.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .batch import ReadingBatch
from .collecting.fields import Field
from .registry import Registry
from .timerange import SECOND

# Reasons that are told of one run, however much was left out.
REASONS = 20


@dataclass(slots=True)
class Gathered:
    """What one run gave: readings, what was left out and why, and what failed all the same (a
    target that is down is a reading too). `units` of the batch are what the source says."""

    batch: ReadingBatch
    left_out: int = 0
    reasons: list[str] = field(default_factory=list)
    error: str = ""

    def leave_out(self, reason: str) -> None:
        """One reading or series that cannot be stored."""
        self.left_out += 1
        if len(self.reasons) < REASONS:
            self.reasons.append(reason)


class Collector:
    """A kind of collector, which either waits or blocks. An instance has the settings of one, and
    may keep from one run to the next what it needs to tell a rate from two counts; it is never
    asked twice at once."""

    title: ClassVar[Any] = ""
    about: ClassVar[Any] = ""
    settings: ClassVar[tuple[Field, ...]] = ()
    # µs between two runs, and what a run may take, where nobody says otherwise.
    interval: ClassVar[int] = 60 * SECOND
    timeout: ClassVar[int] = 10 * SECOND
    # Of the server's own machine: it runs in the server, wherever others run.
    is_local: ClassVar[bool] = False
    # A permission of Django's that one needs beside the one to change collectors.
    permission: ClassVar[str] = ""
    # Settings that work somewhere, for tests and for whoever writes the next kind.
    example: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        """`settings` are checked ones, secrets among them. Raises CannotCollect."""
        self.given = {one.name: one.default for one in self.settings} | dict(settings or {})


class Waiting(Collector, ABC):
    """A kind that waits for others without a thread: the many."""

    @abstractmethod
    async def collect(self, at: int, seconds: float) -> Gathered:
        """The readings of the slot `at` (µs), which is now. It ends by itself after so many
        seconds; otherwise it is cancelled. Raises CannotCollect."""


class Blocking(Collector, ABC):
    """A kind whose library blocks: it has a thread for each run."""

    @abstractmethod
    def collect(self, at: int, seconds: float) -> Gathered:
        """The same; when it does not end by itself, it is no longer waited for, and not asked
        again before it has ended."""


collectors: Registry[type[Collector]] = Registry("collector", "timeseries.collectors")
