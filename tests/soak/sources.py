"""What a client sends: readings that go on, come late, or replace others."""

import time
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Times = NDArray[np.int64]
Values = NDArray[np.float64]
# Series to its readings, in the order in which they stand in the body.
Batch = dict[str, tuple[Times, Values]]

LATE, OVERWRITING = 0.2, 0.1
LARGEST_BATCH = 2_000
SECOND = 1_000_000
DAY = 86_400 * SECOND
_EXTREMES = np.array([-0.0, 0.0, 5e-324, -5e-324, 1.7976931348623157e308, -1e-310])


class Source:
    """One series of a client. Of all times (µs) it has those with `time % clients == number`,
    so that clients may share a series and still know what has to be in it."""

    def __init__(
        self,
        name: str,
        start: int,
        step: int,
        values: str,
        part: tuple[int, int],
        chance: Generator,
    ) -> None:
        self.name = name
        self._start = self._newest = start
        self._step = step
        self._values = _VALUES[values]
        self._number, self._clients = part
        self._chance = chance
        self._sent: list[Times] = []
        self._serial = 0

    def take(self, count: int) -> tuple[Times, Values]:
        """The next readings; one in five late, and one in ten of a time that was sent before."""
        times = self._going_on(count)
        if self._sent:
            drawn = self._chance.random(count)
            late = drawn < LATE
            times[late] = self._chance.integers(self._start, self._newest, int(late.sum()))
            times -= times % self._clients - self._number
            again = drawn > 1 - OVERWRITING
            times[again] = self._chance.choice(self._some_sent(), int(again.sum()))
        self._newest = max(self._newest, int(times.max()))
        self._sent.append(times)
        if self._chance.random() < 0.25:
            self._chance.shuffle(times)
        self._serial += count
        return times, self._values(self._chance, self._serial, count)

    def _going_on(self, count: int) -> Times:
        steps = self._step + self._chance.integers(0, max(1, self._step // 100), count)
        times = self._newest + np.cumsum(steps)
        return times - times % self._clients + self._number

    def _some_sent(self) -> Times:
        return self._sent[int(self._chance.integers(len(self._sent)))]


def _walk(chance: Generator, serial: int, count: int) -> Values:
    return np.round(20 + chance.normal(0, 0.5, count).cumsum(), 2)


def _serial(chance: Generator, serial: int, count: int) -> Values:
    """Each value another: two readings taken for each other show."""
    return np.arange(serial, serial + count, dtype=np.float64)


def _bits(chance: Generator, serial: int, count: int) -> Values:
    """Any finite doubles, those at the edges often."""
    values = chance.integers(-(2**63), 2**63 - 1, count, np.int64).view(np.float64)
    edge = ~np.isfinite(values) | (chance.random(count) < 0.05)
    values[edge] = chance.choice(_EXTREMES, int(edge.sum()))
    return values


_VALUES: dict[str, Callable[[Generator, int, int], Values]] = {
    "walk": _walk,
    "serial": _serial,
    "bits": _bits,
}


def sources_of(number: int, clients: int, chance: Generator) -> list[Source]:
    """Series of a client's own (settled, before and after 1970, in this minute), and one that
    all clients share."""
    now, part = time.time_ns() // 1000, (number, clients)
    return [
        Source(f"walk_{number}", now - 30 * DAY, SECOND, "walk", part, chance),
        Source(f"bits_{number}", -DAY, 60 * SECOND, "bits", part, chance),
        Source(f"live_{number}", now - 20 * SECOND, 1_000, "serial", part, chance),
        Source("shared", now - 7 * DAY, SECOND // 4, "serial", part, chance),
    ]


def batch_of(sources: list[Source], chance: Generator) -> Batch:
    """Readings of one to three series; as often 1 to 10 as 200 to 2,000 of them."""
    count = int(np.exp(chance.uniform(0, np.log(LARGEST_BATCH))))
    chosen = chance.choice(len(sources), min(count, int(chance.integers(1, 4))), replace=False)
    share = count // len(chosen)
    return {sources[place].name: sources[place].take(share) for place in chosen}
