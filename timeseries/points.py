"""A curve's points as they are answered: `[[t_ms, value], …]`, `null` in gaps."""

import numpy as np

from .downsample import Positions, Times, Values

# Up to here every integer is a double.
_EXACT = 2**53


def point_rows(times: Times, values: Values, gaps: Positions) -> Values:
    """Points as an array of shape (points, 2): ms since 1970 and the value, NaN for null.

    `times` are int64 µs, ascending; before each position in `gaps` comes a NaN halfway.
    orjson writes the array as it is (OPT_SERIALIZE_NUMPY) and NaN as null, in two thirds of
    the time that it takes with lists of the same points.
    """
    milliseconds = _divide(times, 1_000)
    if len(gaps):
        halfway = _divide(times[gaps - 1] + times[gaps], 2_000)
        milliseconds = np.insert(milliseconds, gaps, halfway)
        values = np.insert(values, gaps, np.nan)
    rows = np.empty((len(values), 2))
    rows[:, 0] = milliseconds
    rows[:, 1] = values
    return rows


def _divide(times: Times, by: int) -> Values:
    """times / by, correctly rounded as Python's is, also where a double skips integers."""
    if not len(times) or max(-times[0], times[-1]) <= _EXACT:
        return times / by
    rest = np.fmod(times, by)
    return np.where(np.abs(times) <= _EXACT, times / by, (times - rest) // by + rest / by)
