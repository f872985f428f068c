"""Functions of single values."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from ..batch import Values

_Function = Callable[[Values], Values]


def rounded(values: Values, to: Values) -> Values:
    """To the nearest multiple, the higher one where two are as near."""
    inverse = 1.0 / to
    return np.floor(values * inverse + 0.5) / inverse


def clamped(values: Values, low: Values, high: Values) -> Values:
    return np.maximum(low, np.minimum(high, values))


def _of_date(part: Callable[[datetime], int]) -> _Function:
    def of(seconds: Values) -> Values:
        return np.array([_part(part, second) for second in seconds.tolist()], np.float64)

    return of


def _part(part: Callable[[datetime], int], seconds: float) -> float:
    try:
        return float(part(datetime.fromtimestamp(seconds, UTC)))
    except (ValueError, OverflowError, OSError):
        return np.nan


ELEMENTWISE: dict[str, _Function] = {
    "abs": np.abs,
    "ceil": np.ceil,
    "floor": np.floor,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "ln": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "sgn": np.sign,
    "acos": np.arccos,
    "acosh": np.arccosh,
    "asin": np.arcsin,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "atanh": np.arctanh,
    "cos": np.cos,
    "cosh": np.cosh,
    "sin": np.sin,
    "sinh": np.sinh,
    "tan": np.tan,
    "tanh": np.tanh,
    "deg": np.degrees,
    "rad": np.radians,
    "hour": _of_date(lambda date: date.hour),
    "minute": _of_date(lambda date: date.minute),
    # Sunday is 0.
    "day_of_week": _of_date(lambda date: date.isoweekday() % 7),
    "day_of_month": _of_date(lambda date: date.day),
    "day_of_year": _of_date(lambda date: date.timetuple().tm_yday),
    "days_in_month": _of_date(lambda date: monthrange(date.year, date.month)[1]),
    "month": _of_date(lambda date: date.month),
    "year": _of_date(lambda date: date.year),
}
