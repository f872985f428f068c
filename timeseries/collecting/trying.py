"""What a collector would store, without storing it."""

from typing import Any

from ..batch import ReadingBatch
from ..collector import Gathered
from ..timerange import now, to_milliseconds
from .models import Collection
from .plan import Plan
from .runner import Runner
from .web import close_connections

SHOWN = 200


async def try_out(row: Collection) -> Gathered:
    """One run of a collector that need not be saved, with nothing kept from others."""
    try:
        return await Runner(_nowhere).gather(Plan.of(row), now())
    finally:
        await close_connections()


async def _nowhere(batch: object) -> None:
    """Where what is tried is written."""


def shown(gathered: Gathered) -> dict[str, Any]:
    """As the API answers it: the first readings, how many there are, and what is wrong."""
    batch = gathered.batch
    first = zip(batch.index[:SHOWN], batch.times[:SHOWN], _values(batch), strict=True)
    return {
        "readings": [
            {
                "series": batch.keys[place].text,
                "unit": _unit(batch, place),
                "time": to_milliseconds(int(time)),
                "value": value,
            }
            for place, time, value in first
        ],
        "count": len(batch),
        "series": len(batch.keys),
        "left_out": gathered.left_out,
        "reasons": gathered.reasons,
        "error": gathered.error,
    }


def _values(batch: ReadingBatch) -> list[float | str]:
    """The first numbers, and texts of states."""
    numbers: list[float | str] = batch.values[:SHOWN].tolist()
    if batch.text is None:
        return numbers
    texts = batch.text[:SHOWN].tolist()
    return [
        batch.texts[text] if text >= 0 else number
        for number, text in zip(numbers, texts, strict=True)
    ]


def _unit(batch: ReadingBatch, place: int) -> str:
    """What the series at this place of the keys is in: as its sender says, or as a new one is
    given."""
    noted = batch.notes[place].unit if batch.notes else ""
    return batch.units.get(batch.keys[place], noted)
