"""Which day and hour the clocks of a zone show."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()

Numbers = NDArray[np.int64]


def days_and_hours(times: NDArray[np.float64], zone: ZoneInfo) -> tuple[Numbers, Numbers]:
    """The local day (as `date.toordinal` counts) and hour of times in ms, ascending."""
    local = times + _offsets(times, zone)
    days = np.floor(local / _DAY).astype(np.int64)
    hours = np.floor((local - days * _DAY) / _HOUR).astype(np.int64)
    return np.clip(days + _EPOCH.toordinal(), _FIRST, _LAST), hours


def _offsets(times: NDArray[np.float64], zone: ZoneInfo) -> NDArray[np.float64]:
    """What the zone is ahead of UTC at each time, in ms. Asked once for each hour: clocks change
    at none between."""
    hours, inverse = np.unique(times // _HOUR, return_inverse=True)
    found: NDArray[np.float64] = np.array([_offset(hour, zone) for hour in hours.tolist()])
    return found[inverse]


def _offset(hour: float, zone: ZoneInfo) -> float:
    try:
        moment = (_EPOCH + timedelta(hours=hour)).astimezone(zone)
    except OverflowError:
        return 0.0
    return (moment.utcoffset() or timedelta()) / timedelta(milliseconds=1)
