"""Numbers, times and durations as Prometheus writes and reads them."""

import math
from decimal import Decimal, InvalidOperation

from ..timerange import SECOND, check_time, parse_duration, parse_iso
from .faults import BadExpression


def written(value: float) -> str:
    """The shortest text that names a double, without an exponent."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text.removesuffix(".0")


def seconds(micros: int) -> int | float:
    """A time in seconds, to the millisecond."""
    whole, rest = divmod(micros, SECOND)
    return round(micros / SECOND, 3) if rest else whole


def moment(name: str, text: str) -> int:
    """Seconds since 1970 or RFC 3339 to µs. Raises BadExpression."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = None
    try:
        if number is None:
            return parse_iso(text)
        if not number.is_finite() or number.adjusted() > 12:
            raise ValueError("it is outside of the years 1 to 9999")
        return check_time(math.floor(number * SECOND))
    except ValueError as error:
        raise BadExpression(
            f"{name} takes seconds since 1970 or RFC 3339, and not {text[:40]!a}: {error}"
        ) from None


def length(name: str, text: str) -> int:
    """Seconds or a duration such as 1m30s to µs. Raises BadExpression."""
    try:
        found = int(float(text) * SECOND)
    except (ValueError, OverflowError):
        found = 0
    try:
        found = found or parse_duration(text)
    except ValueError:
        found = 0
    if found <= 0:
        raise BadExpression(f"{name} takes seconds above 0 or a duration such as 30s, 5m or 1h")
    return found
