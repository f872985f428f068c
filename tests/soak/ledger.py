"""What has been sent, and what therefore has to be in the store and what may be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from tests.soak.sources import Batch, Times, Values


@dataclass(eq=False)
class Entry:
    """The batch of one request. Until it is acknowledged it may be in the store or not."""

    batch: Batch
    acknowledged: bool = False


class Ledger:
    """The batches of one client in the order of sending: it waits for each before the next."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def note(self, batch: Batch) -> Entry:
        entry = Entry(batch)
        self.entries.append(entry)
        return entry

    def strike(self, entry: Entry) -> None:
        """A write that was refused: nothing of it may be in the store."""
        self.entries.remove(entry)

    def readings(self) -> int:
        """How many were acknowledged."""
        done = (entry.batch for entry in self.entries if entry.acknowledged)
        return sum(len(times) for batch in done for times, _ in batch.values())


@dataclass(frozen=True)
class Sent:
    """All that was sent of a series: those of one time stand in the order of sending."""

    times: Times
    values: Values
    acknowledged: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def differences(self, name: str, times: Times, values: Values) -> Iterator[str]:
        """A sentence for each reading that is not as it has to be, given the stored ones."""
        if (np.diff(times) <= 0).any():
            yield f"{name}: the times do not ascend"
            return
        last = np.append(self.times[1:] != self.times[:-1], True)
        sure = last & self.acknowledged
        yield from _missing_or_wrong(name, self.times[sure], self.values[sure], times, values)
        stored = dict(zip(times.tolist(), values.tolist(), strict=True))
        for time in self.times[last & ~self.acknowledged].tolist():
            yield from self._open(name, time, stored.get(time))
        for place in np.flatnonzero(~np.isin(times, self.times)):
            yield f"{name} at {times[place]} µs: nothing was sent, got {float(values[place])!r}"

    def _open(self, name: str, time: int, got: float | None) -> Iterator[str]:
        """The last write is not acknowledged: it, one before it back to the last that is, or,
        without such a one, nothing."""
        begin, end = np.searchsorted(self.times, [time, time + 1])
        done = np.flatnonzero(self.acknowledged[begin:end])
        allowed = self.values[begin + (done[-1] if len(done) else 0) : end].tolist()
        if got is None and not len(done):
            return
        if got is None or got.hex() not in {value.hex() for value in allowed}:
            yield f"{name} at {time} µs: expected one of {allowed}, got {got!r}"


def _missing_or_wrong(
    name: str, times: Times, values: Values, stored: Times, found: Values
) -> Iterator[str]:
    there = np.isin(times, stored)
    for place in np.flatnonzero(~there):
        yield f"{name} at {times[place]} µs: expected {float(values[place])!r}, got nothing"
    got = found[np.searchsorted(stored, times[there])]
    # Bit for bit: 0.0 == -0.0.
    for place in np.flatnonzero(got.view(np.int64) != values[there].view(np.int64)):
        expected, instead = float(values[there][place]), float(got[place])
        yield f"{name} at {times[there][place]} µs: expected {expected!r}, got {instead!r}"


def combined(ledgers: Iterable[Ledger]) -> dict[str, Sent]:
    """All that several clients sent, by series: no two of them write one time of a series."""
    parts: dict[str, list[tuple[Times, Values, bool]]] = defaultdict(list)
    for ledger in ledgers:
        for entry in ledger.entries:
            for name, (times, values) in entry.batch.items():
                parts[name].append((times, values, entry.acknowledged))
    return {name: _sorted(of) for name, of in parts.items()}


def _sorted(parts: list[tuple[Times, Values, bool]]) -> Sent:
    times = np.concatenate([times for times, _, _ in parts])
    values = np.concatenate([values for _, values, _ in parts])
    done = np.repeat([done for _, _, done in parts], [len(times) for times, _, _ in parts])
    order = np.argsort(times, kind="stable")
    return Sent(times[order], values[order], done[order])
