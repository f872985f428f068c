"""Times as other programs write them, to µs."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ..timerange import from_milliseconds, parse_iso

# An epoch of so many digits before its point is in this unit: to the power of ten of ms. Each
# unit reaches from 1973 to beyond 5000.
_BY_DIGITS = ((11, 3), (14, 0), (17, -3), (20, -6))


def micros_of(value: Any, zone: ZoneInfo | None = None) -> int:
    """ISO 8601, or an epoch in s, ms, µs or ns, which are told apart by their size; what has no
    zone of its own is in `zone` (UTC). Raises ValueError with the reason."""
    if isinstance(value, date):  # A datetime is one too.
        return parse_iso(value.isoformat(), zone)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ValueError("the time is neither a number nor ISO 8601")
    text = str(value).strip()
    if isinstance(value, str) and not _is_number(text):
        return parse_iso(text, zone)
    return _of_epoch(Decimal(text))


def _is_number(text: str) -> bool:
    return text.isascii() and text.lstrip("+-").replace(".", "", 1).isdecimal() and len(text) < 40


def _of_epoch(epoch: Decimal) -> int:
    if not epoch.is_finite():
        raise ValueError("the time is not a finite number")
    for digits, power in _BY_DIGITS:
        if epoch.adjusted() < digits - 1:
            return from_milliseconds(epoch.scaleb(power))
    raise ValueError("the time is outside the years 1 to 9999")
