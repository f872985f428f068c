"""Text and JSON numbers to finite doubles and times: one by one with the reason of a refusal,
and by columns, where None says that one of them needs the slow way."""

import math
import re
from collections.abc import Sequence

import numpy as np

from ..batch import Times, Values
from ..series_key import shown
from ..timerange import EARLIEST, LATEST

# float() and int() take more than numbers: "1_000", " 1", Arabic digits, "nan".
_NUMBER = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?")
_LIKE_NUMBER = re.compile(r"[+-]?[0-9.,\u0660-\u0669_]++(?:[eE]|\Z)")
_IN_NUMBERS = b"0123456789+-.eE,"
_IN_INTEGERS = b"0123456789-,"
TRUTHS = {"true": 1.0, "false": 0.0}
_NOT_FINITE = {"nan", "inf", "infinity"}
# Below this many milliseconds neighbouring doubles are less than a microsecond apart.
_FINE = 2.0**42


def to_double(text: str) -> float:
    """The number of a text. Raises ValueError with the reason it is refused."""
    if not _NUMBER.fullmatch(text):
        if text.lstrip("+-").lower() in _NOT_FINITE:
            raise ValueError(f"{shown(text)} is not finite; leave such values out")
        raise ValueError(f"{shown(text)} is not a number")
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"{shown(text)} is beyond what a double holds")
    return value


def cell_number(text: str) -> float:
    """The number of a cell, or 1 for true and 0 for false. Raises ValueError."""
    truth = TRUTHS.get(text.lower())
    return to_double(text) if truth is None else truth


def is_number(text: str) -> bool:
    """Whether a text is one, of any size."""
    return bool(_NUMBER.fullmatch(text))


def may_be_state(text: str) -> bool:
    """Whether a text that stands where numbers may stand is something else on purpose: no
    number, none that is not finite, and none written as programs do not write it."""
    return not _LIKE_NUMBER.match(text) and text.lstrip("+-").lower() not in _NOT_FINITE


def doubles(texts: Sequence[str]) -> Values | None:
    """The numbers of a column of texts; None when `to_double` refuses one."""
    if ",".join(texts).encode().translate(None, _IN_NUMBERS):
        return None
    try:
        values = np.fromiter(map(float, texts), np.float64, len(texts))
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def integers(texts: Sequence[str]) -> Times | None:
    """The integers of a column of texts; None when one is none, or beyond 64 bits."""
    if ",".join(texts).encode().translate(None, _IN_INTEGERS):
        return None
    try:
        return np.fromiter(map(int, texts), np.int64, len(texts))
    except (ValueError, OverflowError):
        return None


def scaled(stamps: Times, multiply: int, divide: int) -> Times | None:
    """Stamps in units of `multiply / divide` µs as µs, floored; None when one lies outside
    the years 1 to 9999."""
    if not len(stamps):
        return stamps
    # In Python's integers, where nothing overflows; what lies between them cannot either.
    ends = [int(end) * multiply // divide for end in (stamps.min(), stamps.max())]
    if ends[0] < EARLIEST or ends[1] > LATEST:
        return None
    return stamps * multiply // divide


def guessed(stamps: Times) -> Times:
    """Stamps as µs by their size, as InfluxDB v3 does: seconds, milliseconds, microseconds or
    nanoseconds, floored."""
    # Of the least integer there is no positive one; as nanoseconds it is what it is.
    size = np.abs(np.maximum(stamps, -(2**62)))
    return np.select(
        [size < 5e9, size < 5e12, size < 5e15],
        # What overflows is not what is chosen.
        [stamps * 1_000_000, stamps * 1_000, stamps],
        stamps // 1_000,
    )


def floor_milliseconds(times: Values) -> Times | None:
    """Epoch milliseconds as µs, as `from_milliseconds` does; None when one needs its arithmetic."""
    if not len(times):
        return np.empty(0, np.int64)
    if not (np.abs(times) < _FINE).all():
        # A double outside the years 1 to 9999 may be too large for an integer.
        if not (np.abs(times) < 1e15).all() or (times != np.floor(times)).any():
            return None
        return scaled(times.astype(np.int64), 1000, 1)
    nearest = np.rint(times * 1000)
    # The double nearest to a decimal with three places is that decimal; what lies above it
    # belongs to the microsecond before.
    above = nearest / 1000 > times
    return nearest.astype(np.int64) - above
