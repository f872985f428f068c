"""Columns of times as they stand in files, to µs: where this says None, one needs the slow way.

A column of texts is read by groups of one length, which then have one layout, digit by digit:
three times as fast as a general parser of dates, and as strict as `parse_time`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ..batch import Times
from ..ingest.numbers import scaled
from ..ingest.protocols.line_protocol import PRECISIONS
from ..series_key import shown
from ..timerange import (
    DAY,
    EARLIEST,
    EPOCH,
    LATEST,
    MINUTE,
    SECOND,
    from_milliseconds,
    parse_iso,
)
from .format import Options

if TYPE_CHECKING:
    # It takes longer to load than all else together.
    import polars as pl

# The units that numbers may have: milliseconds are 10 to this power of them.
_MILLISECONDS = {"s": 3, "ms": 0, "us": -3, "ns": -6}
UNITS = tuple(_MILLISECONDS)
UNIT_OF_NUMBERS = "ms"
# A file has few: with and without microseconds, with one offset or another.
_LENGTHS = 40
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})"
    r"(?::([0-9]{2})(?:[.,]([0-9]{1,18}))?)?(?:Z|z|[+-]([0-9]{2})(?::?([0-9]{2}))?)?)?"
)
_NUMBER = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,12}))?")
_ANY_NUMBER = re.compile(r"[+-]?[0-9]{1,19}(?:\.[0-9]{0,12})?(?:[eE][+-]?[0-9]{1,2})?")
_EPOCH_DAY = EPOCH.toordinal()

Digits = NDArray[np.uint8]
Numbers = NDArray[Any]


def micros_of_integers(stamps: Times, precision: str) -> Times | None:
    """Numbers of a unit to µs, floored; None when one lies outside the years 1 to 9999."""
    return scaled(stamps, *PRECISIONS[precision])


def micros_of_texts(texts: pl.Series, precision: str, zone: ZoneInfo | None) -> Times | None:
    """Texts without nulls to µs, as `micros_of_text` does one by one."""
    lengths = texts.str.len_bytes()
    distinct = lengths.unique()
    if len(distinct) == 1:
        return _of_one_length(texts, precision, zone)
    if len(distinct) > _LENGTHS:
        return None
    micros = np.empty(len(texts), np.int64)
    for length in distinct:
        chosen = lengths == length
        part = _of_one_length(texts.filter(chosen), precision, zone)
        if part is None:
            return None
        micros[chosen.to_numpy()] = part
    return micros


def micros_of_text(text: str, precision: str, zone: ZoneInfo | None) -> int:
    """A number of a unit or ISO 8601 to µs. Raises ValueError with the reason."""
    text = text.strip()
    if not _ANY_NUMBER.fullmatch(text):
        return parse_iso(text, zone)
    shift = _MILLISECONDS[precision]
    return from_milliseconds(Decimal(text).scaleb(shift) if shift else text)


def micros_of_stamp(text: str, options: Options) -> int:
    """One that is a text to µs. Raises ValueError with the reason."""
    if not options.pattern:
        return micros_of_text(text, options.precision or UNIT_OF_NUMBERS, options.zone)
    try:
        # Its zone is the one that the options name.
        read = datetime.strptime(text.strip(), options.pattern)  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"{shown(text)} is not a time of the form {options.pattern}") from None
    return parse_iso(read.isoformat(), options.zone)


def _of_one_length(texts: pl.Series, precision: str, zone: ZoneInfo | None) -> Times | None:
    if not len(texts):
        return np.empty(0, np.int64)
    joined, first = texts.str.join("").item().encode(), texts.item(0)
    if len(joined) != len(first) * len(texts):
        return None
    # One row for each position, so that what follows goes along memory.
    rows = np.frombuffer(joined, np.uint8).reshape(len(texts), -1).T.copy()
    match = _ISO.fullmatch(first) or _NUMBER.fullmatch(first)
    if not match or not _same_layout(rows, first):
        return None
    if match.re is _ISO:
        return _dates(rows, match, first, zone)
    return _numbers(rows, match, precision)


def _same_layout(rows: Digits, first: str) -> bool:
    """Whether all texts have digits where the first has, and its other characters."""
    for row, character in zip(rows, first, strict=True):
        if character in "0123456789":
            row -= ord("0")
            if row.max() > 9:
                return False
        elif ord(character) > 127 or (row != ord(character)).any():
            return False
    return True


def _number(rows: Digits, span: tuple[int, int]) -> Numbers:
    """The number that the digits of a span of positions make; 0 for none. Half as wide where
    that holds it: memory is what this waits for."""
    width = np.int32 if span[1] - span[0] < 10 else np.int64
    number: NDArray[Any] = np.zeros(rows.shape[1], width)
    for row in rows[slice(*span)] if span != (-1, -1) else ():
        number *= 10
        number += row
    return number


def _numbers(rows: Digits, match: re.Match[str], precision: str) -> Times | None:
    """Numbers without a sign; digits after the point, below a microsecond, are dropped."""
    micros = micros_of_integers(_number(rows, match.span(1)).astype(np.int64), precision)
    if micros is not None and match[2]:
        micros += _fraction(rows, match.span(2), _MILLISECONDS[precision] + 3)
    return micros


def _fraction(rows: Digits, span: tuple[int, int], places: int) -> Numbers:
    """The digits after a point as so many places, those beyond them dropped."""
    start, end = span[0], min(span[1], span[0] + max(places, 0))
    scale: int = 10 ** max(places - (end - start), 0)
    number = _number(rows, (start, end))
    return number * scale if scale > 1 else number


def _dates(rows: Digits, match: re.Match[str], first: str, zone: ZoneInfo | None) -> Times | None:
    """ISO 8601; None when one is no date and time that exists."""
    days = _days(*(_number(rows, match.span(group)) for group in (1, 2, 3)))
    hour, minute, second = (_number(rows, match.span(group)) for group in (4, 5, 6))
    if days is None or hour.max() > 23 or minute.max() > 59 or second.max() > 59:
        return None
    micros = ((hour * 60 + minute) * 60 + second).astype(np.int64)
    micros *= SECOND
    micros += days * DAY
    if match[7]:
        micros += _fraction(rows, match.span(7), 6)
    if match[8]:
        offset = _offset(rows, match)
        return None if offset is None else _checked(micros - offset)
    return in_zone(micros, zone) if zone and first[-1] not in "Zz" else micros


def _days(year: Numbers, month: Numbers, day: Numbers) -> Times | None:
    """Days since 1970; None when there is no such date."""
    if month.min() < 1 or month.max() > 12 or day.max() > 31:
        return None
    codes = (year * 12 + month - 1) * 32 + day
    changes = np.flatnonzero(np.diff(codes, prepend=-1))
    try:
        days = [
            date(code // 384, code // 32 % 12 + 1, code % 32).toordinal() - _EPOCH_DAY
            for code in codes[changes].tolist()
        ]
    except ValueError:
        return None
    return np.repeat(np.asarray(days, np.int64), np.diff(changes, append=len(codes)))


def _offset(rows: Digits, match: re.Match[str]) -> Times | None:
    """The offsets from UTC, all of the sign of the first; None when one is out of range."""
    hours, minutes = _number(rows, match.span(8)), _number(rows, match.span(9))
    if hours.max() > 23 or minutes.max() > 59:
        return None
    sign = -1 if match.string[match.start(8) - 1] == "-" else 1
    return (hours * 60 + minutes).astype(np.int64) * (sign * MINUTE)


def in_zone(local: Times, zone: ZoneInfo) -> Times | None:
    """Times of a zone's clocks in UTC; None on a day on which they were changed."""
    days = local // DAY
    changes = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
    offsets = []
    for day in days[changes].tolist():
        offset = _day_offset(day, zone)
        if offset is None:
            return None
        offsets.append(offset)
    counts = np.diff(changes, append=len(days))
    return _checked(local - np.repeat(np.asarray(offsets, np.int64), counts))


@lru_cache(maxsize=4_096)
def _day_offset(day: int, zone: ZoneInfo) -> int | None:
    """The offset from UTC in µs all through a local day; None when it changes."""
    if not date.min.toordinal() <= day + _EPOCH_DAY < date.max.toordinal():
        return None
    midnight = datetime.fromordinal(day + _EPOCH_DAY)
    moments = [midnight.replace(hour=hour) for hour in range(24)]
    moments.append(midnight + timedelta(days=1, microseconds=-1))
    offsets = set(map(zone.utcoffset, moments))
    offset = offsets.pop()
    return None if offsets or offset is None else offset // timedelta(microseconds=1)


def _checked(micros: Times) -> Times | None:
    """The same; None when one is outside the years 1 to 9999."""
    within = len(micros) and micros.min() >= EARLIEST and micros.max() <= LATEST
    return micros if within else None
