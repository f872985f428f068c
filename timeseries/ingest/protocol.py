"""The contract of an ingest protocol: bytes to a `ReadingBatch`, and what was refused.

One file a protocol in `protocols/`. A parser is pure: it knows no HTTP, no database and no
clock but `Body.arrived`. Good readings are kept whatever stands beside them.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..batch import ReadingBatch
from ..errors import BadRequest
from ..registry import Registry

# A client that sends nothing but bad points gets the first reasons, not a body as large as its own.
REASONS = 1_000


@dataclass(frozen=True, slots=True)
class Body:
    """A decompressed request: its bytes, its query parameters, the time of arrival (µs), and
    the number of its first line (of a part of a file)."""

    content: bytes
    parameters: Mapping[str, str]
    arrived: int
    line: int = 1

    @property
    def text(self) -> str:
        """The content as text, without a byte order mark. Raises BadRequest naming the place."""
        try:
            return self.content.decode().removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            raise BadRequest(
                f"The body is not UTF-8 at line {line} (byte {error.start}): {error.reason}."
            ) from None


@dataclass(frozen=True, slots=True)
class Rejection:
    """One refused point: its place in the body (`readings[0].points[1]`, `line 3`) and why."""

    at: str
    reason: str


@dataclass(slots=True)
class Parsed:
    """What a body held: the readings, the refused ones (at most `REASONS` of them listed),
    how many were refused, and how many text fields were passed over."""

    batch: ReadingBatch
    rejected: list[Rejection] = field(default_factory=list)
    rejected_count: int = 0
    texts: int = 0

    def reject(self, at: str, reason: str, count: int = 1) -> None:
        """Refuse `count` points (or lines) at one place for one reason."""
        self.rejected_count += count
        if len(self.rejected) < REASONS:
            self.rejected.append(Rejection(at, reason))


class Protocol(ABC):
    """One way in. An instance holds no state between bodies."""

    @abstractmethod
    def parse(self, body: Body) -> Parsed:
        """The readings of a body.

        Raises BadRequest when the body as a whole cannot be read (not UTF-8, not JSON,
        a wrong shape), naming the place. A bad point is a `Rejection`, never an error.
        """


protocols: Registry[type[Protocol]] = Registry("ingest protocol", "timeseries.ingest.protocols")
