"""Times moved and rounded by the calendar of a zone, as `now-1d/d` asks for.

A day is from one local midnight to the next, whether it has 23, 24 or 25 hours. Times are
microseconds since 1970 UTC.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCK = {"s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000}
_DAYS: dict[str, Callable[[datetime], datetime]] = {
    "d": lambda day: day,
    # Weeks begin on Mondays, as ISO 8601 has them.
    "w": lambda day: day - timedelta(days=day.weekday()),
    "M": lambda day: day.replace(day=1),
    "y": lambda day: day.replace(month=1, day=1),
}
_LENGTHS = {"d": 1, "w": 7}
_MONTHS = {"M": 1, "y": 12}

BY_CALENDAR = frozenset(_DAYS)


def round_down(at: int, unit: str, zone: tzinfo | None) -> int:
    """Back to where the clocks of the zone (UTC when None) show the beginning of a unit: `s`,
    `m`, `h`, `d`, `w`, `M` or `y`. Raises ValueError before the year 1."""
    local = _local(at, zone)
    if unit in _CLOCK:
        offset = (local.utcoffset() or timedelta()) // timedelta(microseconds=1)
        return at - (at + offset) % _CLOCK[unit]
    midnight = local.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    try:
        return _instant(_DAYS[unit](midnight), zone)
    except OverflowError:
        raise _outside() from None


def move(at: int, count: int, unit: str, zone: tzinfo | None) -> int:
    """So many days, weeks, months or years on, to the same time of day; of a month that is too
    short, to its last day. Raises ValueError outside the years 1 to 9999."""
    local = _local(at, zone).replace(tzinfo=None)
    try:
        if unit in _LENGTHS:
            return _instant(local + timedelta(days=count * _LENGTHS[unit]), zone)
        months = 12 * local.year + local.month - 1 + count * _MONTHS[unit]
        year, month = months // 12, months % 12 + 1
        day = min(local.day, monthrange(year, month)[1])
        return _instant(local.replace(year=year, month=month, day=day), zone)
    except (OverflowError, ValueError):
        raise _outside() from None


def _local(at: int, zone: tzinfo | None) -> datetime:
    try:
        return (_EPOCH + timedelta(microseconds=at)).astimezone(zone or UTC)
    except OverflowError:
        raise _outside() from None


def _instant(local: datetime, zone: tzinfo | None) -> int:
    """Of a local time that comes twice the earlier; of one that never comes, as much later as
    the clocks were put forward."""
    return (local.replace(tzinfo=zone or UTC, fold=0) - _EPOCH) // timedelta(microseconds=1)


def _outside() -> ValueError:
    return ValueError("the time is outside the years 1 to 9999")
