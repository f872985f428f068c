"""What is new, as a frame: the same bytes whatever door it leaves by."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from ..batch import Times, Values
from ..models import Series
from ..timerange import EARLIEST, LATEST, to_milliseconds


@dataclass(slots=True)
class Delta:
    """Everything between two cursors.

    `readings`: for a series what is later than all of it that was sent before; `changed`:
    stretches (first and last µs) to be asked for again; `added`: series that are new;
    `gone`: deleted ones of which nobody knows any more which selectors they matched;
    `dropped`: how many readings were left out for a client that does not keep up, of stretches
    in `changed`; `newest`: the last time of each series that is accounted for with it (not on
    the wire); `states`: the texts of codes that are among the readings.
    """

    cursor: int
    readings: dict[int, tuple[Times, Values]] = field(default_factory=dict)
    changed: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    added: list[Series] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    dropped: int = 0
    newest: dict[int, int] = field(default_factory=dict)
    states: dict[int, dict[int, str]] = field(default_factory=dict)

    def part(self, ids: Iterable[int], added: list[Series], selects: bool) -> "Delta":
        """What of it concerns these series, and whoever `selects` others."""
        wanted = set(ids)
        return Delta(
            self.cursor,
            {pk: columns for pk, columns in self.readings.items() if pk in wanted},
            {pk: stretches for pk, stretches in self.changed.items() if pk in wanted},
            added,
            self.gone if selects else set(),
            states={pk: texts for pk, texts in self.states.items() if pk in wanted},
        )

    def change(self, pk: int, first: int, last: int) -> None:
        """Enter a stretch (µs, both ends in it), joined with those that it overlaps."""
        joined: list[tuple[int, int]] = []
        for low, high in sorted([*self.changed.get(pk, []), (first, last)]):
            if joined and low <= joined[-1][1] + 1:
                joined[-1] = joined[-1][0], max(joined[-1][1], high)
            else:
                joined.append((low, high))
        self.changed[pk] = joined

    def __bool__(self) -> bool:
        return bool(self.readings or self.changed or self.added or self.gone)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """An encoded frame and the delta that it says; `resync`, which has none, tells the client
    to query its window again."""

    cursor: int
    body: bytes
    resync: bool = False
    delta: Delta | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says no more than how far the log was read."""
        return not (self.resync or self.delta)

    @property
    def whole(self) -> bytes:
        """The frame for doors that have no other place for saying that it is a `resync`."""
        return self.body[:-1] + b',"resync":true}' if self.resync else self.body


def encode(delta: Delta) -> Frame:
    """The contract's frame; empty parts are left out."""
    frame: dict[str, Any] = {"cursor": str(delta.cursor)}
    if delta.readings:
        frame["series"] = {
            str(pk): [
                [to_milliseconds(t), v] for t, v in zip(ts.tolist(), vs.tolist(), strict=True)
            ]
            for pk, (ts, vs) in delta.readings.items()
        }
    states = {str(pk): told for pk in delta.readings if (told := _texts(delta, pk))}
    if states:
        frame["states"] = states
    changed = delta.changed | {pk: [(EARLIEST, LATEST)] for pk in delta.gone}
    if changed:
        frame["changed"] = {
            str(pk): [_half_open(first, last) for first, last in stretches]
            for pk, stretches in changed.items()
        }
    if delta.added:
        frame["added"] = [
            {"id": series.pk, "name": series.name, "tags": series.tags, "unit": series.unit}
            for series in delta.added
        ]
    if delta.dropped:
        frame["dropped"] = delta.dropped
    return Frame(delta.cursor, orjson.dumps(frame), delta=delta)


def _texts(delta: Delta, pk: int) -> dict[str, str]:
    """Of a series of states the texts of its codes in the frame."""
    texts = delta.states.get(pk)
    if not texts:
        return {}
    codes = {int(code) for code in delta.readings[pk][1].tolist()}
    return {str(code): text for code, text in texts.items() if code in codes}


def _half_open(first: int, last: int) -> list[int | float]:
    """From the first to a microsecond after the last, or to the last time that a query takes."""
    return [to_milliseconds(first), to_milliseconds(min(last + 1, LATEST - LATEST % 1000))]


def resync(cursor: int) -> Frame:
    """What came between is gone, or too much: the client asks for its window again."""
    return Frame(cursor, orjson.dumps({"cursor": str(cursor)}), resync=True)
