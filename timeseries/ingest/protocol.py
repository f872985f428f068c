"""The contract of an ingest protocol: bytes to a `ReadingBatch`, and what was refused.

One file a protocol in `protocols/`. A parser is pure: it knows no HTTP, no database and no
clock but `Body.arrived`. Good readings are kept whatever stands beside them.
"""

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..batch import ReadingBatch
from ..errors import BadRequest
from ..registry import Registry

# A client that sends nothing but bad points gets the first reasons, not a body as large as its own.
REASONS = 1_000


@dataclass(frozen=True, slots=True)
class Body:
    """A decompressed request: its bytes, its query parameters, the time of arrival (µs), the
    number of its first line (of a part of a file), and the id of the token that it came with."""

    content: bytes
    parameters: Mapping[str, str]
    arrived: int
    line: int = 1
    token: int = 0

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
    """What was refused at one place of the body (`readings[0].points[1]`, `line 3`), why, and how
    many points that are."""

    at: str
    reason: str
    count: int = 1


class Origins:
    """Names the places in a body that the readings of its batch came from. What names them is
    kept until these are on disk: it may hold no readings itself."""

    def __init__(self) -> None:
        self._ends: list[int] = []
        self._names: list[Callable[[int], str]] = []

    def add(self, count: int, name: Callable[[int], str]) -> None:
        """So many readings more, of which `name` gives the place of each by its number."""
        self._ends.append(count + (self._ends[-1] if self._ends else 0))
        self._names.append(name)

    def of(self, reading: int) -> str:
        """The place of reading i of the batch; an empty text where the protocol names none."""
        if not self._ends:
            return ""
        part = bisect_right(self._ends, reading)
        return self._names[part](reading - (self._ends[part - 1] if part else 0))


@dataclass(slots=True)
class Parsed:
    """What a body held: the readings and where in it they stood, the refused ones (at most
    `REASONS` of them listed), how many were refused, how many text fields were passed over that
    are no states, how many points were that have no value (Prometheus' stale markers, NaN), how
    many histograms there were that are several readings each, and how many these readings are."""

    batch: ReadingBatch
    origins: Origins = field(default_factory=Origins)
    rejected: list[Rejection] = field(default_factory=list)
    rejected_count: int = 0
    texts: int = 0
    empty: int = 0
    histograms: int = 0
    of_histograms: int = 0

    def reject(self, at: str, reason: str, count: int = 1) -> None:
        """Refuse `count` points (or lines) at one place for one reason."""
        self.rejected_count += count
        if len(self.rejected) < REASONS:
            self.rejected.append(Rejection(at, reason, count))


class Protocol(ABC):
    """One way in. An instance holds no state between bodies."""

    @abstractmethod
    def parse(self, body: Body) -> Parsed:
        """The readings of a body.

        Raises BadRequest when the body as a whole cannot be read (not UTF-8, not JSON,
        a wrong shape), naming the place. A bad point is a `Rejection`, never an error.
        """


protocols: Registry[type[Protocol]] = Registry("ingest protocol", "timeseries.ingest.protocols")
