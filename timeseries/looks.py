"""When a process looks again at which series: a queue by time, of those that it has written to
and of those that it was told of.

A series is looked at soon when much has come, and else now and then: what is rolled for a few
readings is little to a query, and a hundred thousand series with a reading a minute each are
more than could be looked at every minute.
"""

import heapq
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# How long after so many readings have come a series is looked at, and else at the latest; so
# long after the last of them it has settled.
MANY = 256
LOOK_SECONDS, SETTLED_SECONDS = 15.0, 600.0
# How long what failed is left alone, each time twice as long.
RETRY_SECONDS, LONGEST_RETRY_SECONDS = 30.0, 1_800.0


@dataclass(slots=True)
class PutOff:
    """A series of which a step failed, and why: left alone until then."""

    until: float
    seconds: float
    reason: str


class Looks:
    """The queue of a process, in seconds of its monotonic clock."""

    def __init__(self) -> None:
        self._queue: list[tuple[float, int]] = []
        self._planned: dict[int, float] = {}
        self._written: dict[int, float] = {}
        self._came: dict[int, int] = {}
        self._put_off: dict[int, PutOff] = {}

    def written(self, readings: Mapping[int, int]) -> None:
        """So many readings have come to these series now."""
        at = time.monotonic()
        soon, late, never = at + LOOK_SECONDS, at + SETTLED_SECONDS, float("inf")
        self._written.update(dict.fromkeys(readings, at))
        came_before, planned = self._came.get, self._planned.get
        for pk, count in readings.items():
            came = self._came[pk] = came_before(pk, 0) + count
            wanted = soon if came >= MANY else late
            # Nearly always it is planned to be sooner: that costs no call.
            if wanted < planned(pk, never):
                self.plan(pk, wanted)

    def plan(self, series: int, at: float) -> None:
        """Look at a series then, if not sooner; what failed is left alone for as long as it is."""
        if series in self._put_off:
            at = max(at, self._put_off[series].until)
        if at < self._planned.get(series, float("inf")):
            self._planned[series] = at
            heapq.heappush(self._queue, (at, series))

    def plan_unplanned(self, series: Iterable[int]) -> None:
        """Look at once at those that nobody here thinks of."""
        at = time.monotonic()
        for pk in series:
            if pk not in self._planned:
                self.plan(pk, at)

    def plan_soon(self, series: int, wait: float = 0.0) -> None:
        """Look again after a while, or in so many seconds when they are more; what takes longer
        than to settle is found when all series are searched."""
        if wait < SETTLED_SECONDS:
            self.plan(series, time.monotonic() + max(LOOK_SECONDS, wait))

    def plan_settled(self, series: int) -> None:
        """Look again when it will have settled, if it has not."""
        if not self.is_settled(series):
            self.plan(series, self._written[series] + SETTLED_SECONDS)

    def plan_again(self, series: Iterable[int]) -> None:
        """Look again after a fault that was none of theirs."""
        for pk in series:
            self.plan(pk, time.monotonic() + RETRY_SECONDS)

    def due(self, most: int) -> list[int]:
        """The series whose time has come, at most so many, ascending."""
        found, until = set[int](), time.monotonic()
        while self._queue and self._queue[0][0] <= until and len(found) < most:
            at, pk = heapq.heappop(self._queue)
            if self._planned.get(pk) == at:
                del self._planned[pk]
                found.add(pk)
        return sorted(found)

    def soonest(self) -> float | None:
        """When the next look is due."""
        return self._queue[0][0] if self._queue else None

    def is_settled(self, series: int) -> bool:
        """Whether nothing has been written to it for long."""
        return time.monotonic() > self._written.get(series, -SETTLED_SECONDS) + SETTLED_SECONDS

    def take_many(self, series: int) -> bool:
        """Whether many readings have come to it since this was last asked."""
        return self._came.pop(series, 0) >= MANY

    def put_off(self, series: int, reason: str) -> bool:
        """Leave a series alone for a while, and for twice as long each time. Whether the reason
        is a new one: what is damaged stays damaged, and the log is told once."""
        last = self._put_off.get(series)
        seconds = min(2 * last.seconds, LONGEST_RETRY_SECONDS) if last else RETRY_SECONDS
        self._put_off[series] = PutOff(time.monotonic() + seconds, seconds, reason)
        return last is None or last.reason != reason

    def forgive(self, series: int) -> None:
        """It can be done again."""
        self._put_off.pop(series, None)
