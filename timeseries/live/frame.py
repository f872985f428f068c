"""What is new, as a frame: the same bytes whatever door it leaves by."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from ..batch import Times, Values
from ..models import Series
from ..timerange import to_milliseconds


@dataclass(slots=True)
class Delta:
    """Everything between two cursors.

    `readings`: for a series what is later than all of it that was sent before; `changed`:
    stretches (first and last µs) to be asked for again; `added`: series that are new;
    `newest`: the last time of each series that is accounted for with it (not on the wire).
    """

    cursor: int
    readings: dict[int, tuple[Times, Values]] = field(default_factory=dict)
    changed: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    added: list[Series] = field(default_factory=list)
    newest: dict[int, int] = field(default_factory=dict)

    def part(self, ids: Iterable[int], added: list[Series]) -> "Delta":
        """What of it concerns these series."""
        wanted = set(ids)
        return Delta(
            self.cursor,
            {pk: columns for pk, columns in self.readings.items() if pk in wanted},
            {pk: stretches for pk, stretches in self.changed.items() if pk in wanted},
            added=added,
        )

    def __bool__(self) -> bool:
        return bool(self.readings or self.changed or self.added)


@dataclass(frozen=True, slots=True)
class Frame:
    """An encoded frame; `resync` tells the client to query its window again."""

    cursor: int
    body: bytes
    resync: bool = False


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
    if delta.changed:
        # Stretches are half-open: the end is a microsecond after the last touched time.
        frame["changed"] = {
            str(pk): [[to_milliseconds(a), to_milliseconds(b + 1)] for a, b in stretches]
            for pk, stretches in delta.changed.items()
        }
    if delta.added:
        frame["added"] = [
            {"id": series.pk, "name": series.name, "tags": series.tags, "unit": series.unit}
            for series in delta.added
        ]
    return Frame(delta.cursor, orjson.dumps(frame))


def resync(cursor: int) -> Frame:
    """What came between is gone, or too much: the client asks for its window again."""
    return Frame(cursor, orjson.dumps({"cursor": str(cursor)}), resync=True)
