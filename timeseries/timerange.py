"""Times and half-open ranges: "now-6h", ISO 8601, epoch milliseconds, time zones.

Inside, a time is an `int` of microseconds since 1970 UTC (negative before it); finer input
is floored. Outside, it is milliseconds with decimals.
"""

import math
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .calendar_times import BY_CALENDAR, move, round_down
from .errors import BadParameter

MICROSECOND = 1
MILLISECOND = 1_000
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The years 1 to 9999, what `datetime` holds.
EARLIEST = (datetime(1, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
LATEST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)

UNITS = {
    "us": MICROSECOND,
    "ms": MILLISECOND,
    "s": SECOND,
    "m": MINUTE,
    "h": HOUR,
    "d": DAY,
    "w": WEEK,
    "M": 30 * DAY,
    "y": 365 * DAY,
}
_DURATION = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?)(us|ms|s|m|h|d|w|M|y)", re.ASCII)
# What may follow "now": a distance, or the unit to whose beginning it is rounded.
_STEP = re.compile(r"\s*+(?:([+-])\s*+([0-9][0-9.a-zA-Z]*+)|/\s*+([smhdwMy]))", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{0,12})?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?\s*(Z|z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)

TIME_FORMS = "epoch milliseconds, ISO 8601 as in 2023-11-14T22:13:21Z, or now-6h"


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A half-open range [start, end) in microseconds."""

    start: int
    end: int

    @property
    def span(self) -> int:
        return self.end - self.start


def now() -> int:
    """The server's time in microseconds."""
    return time.time_ns() // 1000


def parse_duration(text: str) -> int:
    """`"90s"`, `"1h30m"`, `"1.5d"` to microseconds.

    Raises ValueError when the text is no duration, or one shorter than a microsecond.
    """
    total, at = Decimal(0), 0
    while match := _DURATION.match(text, at):
        total += Decimal(match[1]) * UNITS[match[2]]
        at = match.end()
    if at != len(text) or not 1 <= total <= LATEST - EARLIEST:
        raise ValueError(f"{text!r} is no duration such as 30s, 5m, 6h or 7d.")
    return int(total)


def from_milliseconds(value: int | float | str | Decimal) -> int:
    """Epoch milliseconds, floored to the microsecond. Raises ValueError outside years 1-9999."""
    # repr() of a double is the shortest text that names it: what the sender wrote.
    try:
        exact = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise ValueError("the time is not a number of milliseconds") from None
    if not exact.is_finite():
        raise ValueError("the time is not a finite number of milliseconds")
    # Before arithmetic on a number that could have a million digits.
    if exact.adjusted() > 15:
        raise _outside()
    return check_time(math.floor(exact * 1000))


def from_seconds(value: int | float | str) -> int:
    """Epoch seconds, a finite number, to the nearest microsecond. Raises ValueError outside
    years 1-9999."""
    try:
        exact = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        # Its exponent is one that no decimal has.
        raise _outside() from None
    if exact.adjusted() > 12:
        raise _outside()
    return check_time(round(exact * 1_000_000))


def check_time(micros: int) -> int:
    """The same time, or ValueError when it is outside the years 1 to 9999."""
    if not EARLIEST <= micros <= LATEST:
        raise _outside()
    return micros


def _outside() -> ValueError:
    return ValueError("the time is outside the years 1 to 9999")


def to_milliseconds(micros: int) -> int | float:
    """Milliseconds for JSON: an integer when it is one."""
    whole, rest = divmod(micros, 1000)
    return micros / 1000 if rest else whole


def parse_iso(text: str, zone: ZoneInfo | None = None) -> int:
    """ISO 8601 to microseconds; digits beyond them are dropped towards the past.

    A time without an offset is in `zone` (UTC when None; where clocks were put back, the
    earlier of the two). Raises ValueError with the reason.
    """
    match = _ISO.fullmatch(text.strip())
    if not match:
        raise ValueError("the time is not ISO 8601 as in 2023-11-14T22:13:21Z")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    fraction = int((match[7] or "").ljust(6, "0")[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, fraction, UTC)
        offset = _offset(match[8], moment, zone)
        micros = (moment - EPOCH - offset) // timedelta(microseconds=1)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"the time is not a date and time that exists ({error})") from None
    return check_time(micros)


def _offset(text: str | None, moment: datetime, zone: ZoneInfo | None) -> timedelta:
    if text is None:
        return (moment.replace(tzinfo=zone).utcoffset() if zone else None) or timedelta(0)
    if text in "Zz":
        return timedelta(0)
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise ValueError(f"the offset {text} is out of range")
    return (1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes)


def parse_instant(text: str, at: int, zone: ZoneInfo | None = None) -> int:
    """`"now-6h"`, `"now-1d/d"`, epoch milliseconds or ISO 8601 to microseconds; `at` is now.

    Raises ValueError with the reason.
    """
    text = text.strip()
    if text.startswith("now"):
        return check_time(_relative(text.removeprefix("now"), at, zone))
    return parse_time(text, zone)


def _relative(text: str, at: int, zone: ZoneInfo | None) -> int:
    """The steps behind "now", from left to right. Where one rounds to days or more, all days,
    weeks, months and years are those of the calendar."""
    steps, end = [], 0
    while match := _STEP.match(text, end):
        steps.append(match)
        end = match.end()
    if text[end:].strip():
        raise ValueError(f"{text!r} is no step such as -6h, +1d or /d")
    by_calendar = any(step[3] in BY_CALENDAR for step in steps if step[3])
    for step in steps:
        if step[3]:
            at = round_down(at, step[3], zone)
        else:
            length, sign = parse_duration(step[2]), -1 if step[1] == "-" else 1
            at = _moved(at, sign, step[2], zone) if by_calendar else at + sign * length
        check_time(at)
    return at


def _moved(at: int, sign: int, distance: str, zone: ZoneInfo | None) -> int:
    """The time so far away by the calendar of a zone."""
    for part in _DURATION.finditer(distance):
        if part[2] in BY_CALENDAR and _WHOLE.fullmatch(part[1]):
            at = move(at, sign * int(part[1]), part[2], zone)
        else:
            at = check_time(at + sign * parse_duration(part[0]))
    return at


def parse_time(text: str, zone: ZoneInfo | None = None) -> int:
    """Epoch milliseconds or ISO 8601 to microseconds. Raises ValueError with the reason."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return from_milliseconds(text)
    return parse_iso(text, zone)


def parse_range(
    start: str | None, end: str | None, at: int, zone: ZoneInfo | None = None
) -> TimeRange:
    """The range of a request; the default is the hour before `end`, and `end` is now.

    Raises BadParameter when a part cannot be read or start lies after end.
    """
    last = _instant("end", end, at, zone) if end else at
    first = _instant("start", start, at, zone) if start else max(last - HOUR, EARLIEST)
    if first > last:
        raise BadParameter("start", "a time that is not after end")
    return TimeRange(first, last)


def _instant(name: str, text: str, at: int, zone: ZoneInfo | None) -> int:
    try:
        return parse_instant(text, at, zone)
    except ValueError:
        raise BadParameter(name, f"{TIME_FORMS}, in the years 1 to 9999") from None


def parse_zone(name: str | None) -> ZoneInfo | None:
    """An IANA time zone by name; None for none. Raises BadParameter."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadParameter("tz", "the name of an IANA time zone such as Europe/Berlin") from None


def to_iso(micros: int) -> str:
    """UTC in ISO 8601 with the microsecond where there is one."""
    moment = EPOCH + timedelta(microseconds=micros)
    return moment.replace(tzinfo=None).isoformat() + "Z"
