"""One run of a kind, as `try` does it."""

import asyncio
from typing import Any

from timeseries.collecting.fields import read_fields
from timeseries.collecting.plan import Plan
from timeseries.collecting.runner import Runner
from timeseries.collecting.timetable import Timetable
from timeseries.collecting.web import close_connections
from timeseries.collector import Gathered, collectors
from timeseries.timerange import SECOND

AT = 1_700_000_000 * SECOND


def gathered(
    kind: str, labels: dict[str, str] | None = None, seconds: float = 5, **settings: Any
) -> Gathered:
    """What a kind gathers with these settings, as of `AT`."""
    given = read_fields(collectors[kind].settings, settings)
    plan = Plan(1, "tested", kind, given, Timetable(SECOND), round(seconds * SECOND), labels or {})

    async def run() -> Gathered:
        try:
            return await Runner(_nowhere).gather(plan, AT)
        finally:
            await close_connections()

    return asyncio.run(run())


async def _nowhere(batch: object) -> None:
    """Nothing is written."""


def told(found: Gathered) -> dict[str, float]:
    """Values by the key of their series; of each the last."""
    batch = found.batch
    keys = [batch.keys[place].text for place in batch.index]
    return dict(zip(keys, batch.values.tolist(), strict=True))


def states(found: Gathered) -> dict[str, str]:
    """Texts by the key of their series; of each the last."""
    batch = found.batch
    assert batch.text is not None
    pairs = zip(batch.index, batch.text, strict=True)
    return {batch.keys[place].text: batch.texts[text] for place, text in pairs if text >= 0}


def timed(found: Gathered) -> list[tuple[str, int, float]]:
    """Keys, times (µs) and values of all."""
    batch = found.batch
    keys = [batch.keys[place].text for place in batch.index]
    return list(zip(keys, batch.times.tolist(), batch.values.tolist(), strict=True))
