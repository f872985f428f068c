"""The numbers of many tokens at once, straight from the bytes where they stand."""

import numpy as np
from numpy.typing import NDArray

from ..batch import Times, Values
from .line_syntax import parse_value
from .numbers import doubles, integers

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]

# An integer of so many digits and ten to the power of so many are both exact doubles, and so
# their quotient is the double nearest to the decimal (Clinger, "How to Read Floating Point
# Numbers Accurately", 1990).
_DIGITS = 15
_POWERS = 10.0 ** np.arange(_DIGITS + 1)
# An integer of so many digits is less than twice what 63 bits hold.
_LONGEST = 19
_WEIGHTS = 10 ** np.arange(_LONGEST - 1, -1, -1)


def decimals(content: bytes, starts: Places, ends: Places) -> Values | None:
    """The values of fields in [start, end) of a content, each followed by another byte; None
    when one of them is refused.

    Digits with a point, a sign or an integer's suffix go by columns, all else one by one.
    """
    values, read = _short_decimals(np.frombuffer(content, np.uint8), starts, ends)
    rest = np.flatnonzero(~read)
    if len(rest):
        others = _others(_texts(content, starts[rest], ends[rest]))
        if others is None:
            return None
        values[rest] = others
    return values


def stamps(content: bytes, starts: Places, ends: Places) -> Times | None:
    """The integers in [start, end) of a content, at least one; None when one is none, or beyond
    64 bits. Those of one length go by columns."""
    size = int(ends[0] - starts[0])
    if 0 < size <= _LONGEST and (ends - starts == size).all():
        data = np.frombuffer(content, np.uint8)
        digits = data[starts[:, None] + np.arange(size)] - np.uint8(ord("0"))
        found: Times = digits @ _WEIGHTS[-size:]
        # Of so few digits what is beyond 64 bits wraps around to less than 0.
        if digits.max() < 10 and found.min() >= 0:
            return found
    return integers(_texts(content, starts, ends))


def _texts(content: bytes, starts: Places, ends: Places) -> list[str]:
    """The texts in [start, end), a character for each byte: none but ASCII is in a number."""
    text = content.decode("latin-1")
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return [text[start:end] for start, end in pairs]


def _others(texts: list[str]) -> Values | None:
    found = doubles(texts)
    if found is None:
        try:
            found = np.asarray([parse_value(text) for text in texts])
        except ValueError:
            return None
    return found


def _short_decimals(data: Bytes, starts: Places, ends: Places) -> tuple[Values, NDArray[np.bool_]]:
    """Values, and which of them are right."""
    negative = data[starts] == ord("-")
    unsigned = data[ends - 1] == ord("u")
    integer = unsigned | (data[ends - 1] == ord("i"))
    starts, ends = starts + negative, ends - integer
    mantissa, digits, points, places = _read_digits(data, starts, ends)
    read = (digits > 0) & (digits <= _DIGITS) & (digits + points == ends - starts)
    # No integer has a point, or a zero with a sign; an unsigned one has none at all.
    read &= (points <= ~integer) & ~(negative & integer & (unsigned | (mantissa == 0)))
    values = mantissa / _POWERS[np.minimum(places, _DIGITS)]
    return np.negative(values, out=values, where=negative), read


def _read_digits(
    data: Bytes, starts: Places, ends: Places
) -> tuple[NDArray[np.int64], Bytes, Bytes, Bytes]:
    """What the digits of each token make without its point, and how many digits there are, how
    many points, and how many digits behind one."""
    mantissa = np.zeros(len(starts), np.int64)
    digits, points, places = (np.zeros(len(starts), np.uint8) for _ in range(3))
    longest = int((ends - starts).max(initial=0))
    for step in range(min(longest, _DIGITS + 1)):
        # What is at its end stays on the separator there, which is no digit.
        byte = data.take(np.minimum(starts + step, ends))
        digit = byte - np.uint8(ord("0"))
        is_digit = digit < 10
        mantissa *= 1 + 9 * is_digit.view(np.uint8)
        mantissa += digit * is_digit
        points += byte == ord(".")
        digits += is_digit
        places += is_digit & (points > 0)
    return mantissa, digits, points, places
