"""What waits for the writer."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from .batch import ReadingBatch


@dataclass(slots=True)
class Job:
    """A batch, and the promise of the number of the commit that it went in with."""

    batch: ReadingBatch
    done: "Future[int]" = field(default_factory=Future)


@dataclass(slots=True)
class Call:
    """Work in a transaction of its own, and the promise of what it returns."""

    work: Callable[[], Any]
    done: "Future[Any]" = field(default_factory=Future)
