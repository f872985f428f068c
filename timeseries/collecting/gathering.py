"""Readings one by one into what a run has gathered."""

import math
from collections.abc import Mapping
from typing import Any

from ..batch import BatchBuilder, Note, ReadingBatch
from ..collector import Gathered
from ..ingest.numbers import may_be_state, to_double
from ..series_key import SeriesKey, check_unit, shown
from ..timerange import check_time


class Gathering:
    """What cannot be stored is left out with its reason; the rest is kept."""

    def __init__(self) -> None:
        self._builder = BatchBuilder()
        self._gathered = Gathered(ReadingBatch.empty())

    def add(
        self,
        name: str,
        tags: Mapping[str, str],
        time: int,
        value: Any,
        unit: str = "",
        semantics: str = "",
    ) -> None:
        """One reading: µs, and a number, a boolean, the text of a number, or that of a state."""
        try:
            key = SeriesKey.of(name, tags)
            if isinstance(value, str) and may_be_state(value.strip()):
                self._builder.add_text(key, check_time(time), value.strip())
            else:
                self._builder.add(key, check_time(time), number_of(value))
            if unit or semantics:
                note = Note(check_unit(unit) if unit else "", semantics)
                self._builder.place_noted(key, note)
        except ValueError as error:
            self.leave_out(f"{name[:80]}: {error}")

    def leave_out(self, reason: str) -> None:
        self._gathered.leave_out(reason)

    def done(self, error: str = "") -> Gathered:
        self._gathered.batch = self._builder.build()
        self._gathered.error = error
        return self._gathered


def number_of(value: Any) -> float:
    """A finite double. Raises ValueError with the reason."""
    if isinstance(value, str):
        return to_double(value.strip())
    if not isinstance(value, int | float) and not hasattr(value, "__float__"):
        raise ValueError(f"{shown(repr(value))} is not a number")
    try:
        number = float(value)
    except (OverflowError, TypeError, ValueError):
        raise ValueError("the number is beyond what a double holds") from None
    if not math.isfinite(number):
        raise ValueError(f"{number} is not finite")
    return number
