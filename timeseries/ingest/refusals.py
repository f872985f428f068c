"""What is refused of a body when it is written, and the sentence on all that was refused of it."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..batch import ReadingBatch
from ..exact import NothingKept, PartlyRefused, gone_before
from ..series_key import shown
from ..timerange import EARLIEST
from .protocol import REASONS, Parsed

Refused = PartlyRefused | NothingKept
# So much of what names a series stands in a reason, and of a place in a sentence.
KEY_SHOWN, PLACE_SHOWN = 120, 200
# So many places are named in a sentence; senders log the first thousand characters or so.
NAMED = 10


def leave_out(parsed: Parsed, error: Refused) -> None:
    """Refuse what was before these times (µs) of series, and these texts: each in its place, or
    all of a series together where the protocol has no places."""
    batch = parsed.batch
    is_before = batch.before(error.since)
    is_refused = is_before | batch.having(error.texts)
    refused = np.flatnonzero(is_refused)
    if parsed.origins.of(0):
        told = Counter(_told(parsed, error, reading) for reading in refused[:REASONS].tolist())
        for (at, reason), count in told.items():
            parsed.reject(at, reason, count)
        parsed.rejected_count += len(refused[REASONS:])
    else:
        for reading, count in _alike(batch, refused, is_before):
            parsed.reject(*_told(parsed, error, reading), count)
    parsed.batch = batch.where(~is_refused)


def told(parsed: Parsed) -> str:
    """What was refused of a body: the first places, each with its reason and how many readings
    that concerns, and how many there are besides."""
    counts: dict[tuple[str, str], int] = {}
    for one in parsed.rejected:
        counts[one.at, one.reason] = counts.get((one.at, one.reason), 0) + one.count
    first = list(counts.items())[:NAMED]
    parts = [
        f"{_short(at, PLACE_SHOWN)}: {reason} ({count} refused)" for (at, reason), count in first
    ]
    if rest := parsed.rejected_count - sum(count for _, count in first):
        parts.append(f"and {rest} more")
    return "; ".join(parts) + "."


def _alike(
    batch: ReadingBatch, refused: NDArray[np.intp], is_before: NDArray[np.bool_]
) -> Iterator[tuple[int, int]]:
    """Of refused readings that are told alike the first, and how many these are."""
    text = np.full(len(batch), -1) if batch.text is None else batch.text
    # Of what is too old the text does not matter.
    text = np.where(is_before, -1, text)[refused].astype(np.int64)
    kinds = batch.index[refused] * np.int64(len(batch.texts) + 1) + text + 1
    _, firsts, counts = np.unique(kinds, return_index=True, return_counts=True)
    order = np.argsort(firsts)
    yield from zip(refused[firsts[order]].tolist(), counts[order].tolist(), strict=True)


def _told(parsed: Parsed, error: Refused, reading: int) -> tuple[str, str]:
    """The place of a reading, or the series where the protocol has no places; and the reason."""
    batch = parsed.batch
    key = batch.keys[batch.index[reading]]
    if batch.times[reading] < error.since.get(key, EARLIEST):
        reason = f"readings {gone_before(error.since[key])}"
    else:
        text = batch.texts[batch.text[reading]] if batch.text is not None else ""
        reason = f"{shown(text)}: {error.texts[key, text]}"
    at = parsed.origins.of(reading)
    return (at, f"{_short(key.text, KEY_SHOWN)}: {reason}") if at else (key.text, reason)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"
