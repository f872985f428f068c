"""Which column a reading belongs to: columns of one width, or days of a calendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from .downsample import Positions, Times
from .timerange import DAY

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_MICROSECOND = timedelta(microseconds=1)
# Readings in a column from which on its beginning is looked for.
SEVERAL = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """The non-empty columns of a run of readings, one entry each.

    `starts` are the positions of their first readings, `times` where they begin and
    `lengths` how long they are, both in µs and not clipped to any range (the first may
    begin before the year 1).
    """

    starts: Positions
    times: Times
    lengths: Times


def columns(times: Times, step: int, zone: ZoneInfo | None = None) -> Columns:
    """The columns of `step` µs that hold `times` (int64 µs, strictly ascending).

    Without a zone a column is floor(time / step) from 1970 UTC. With one, a step of whole
    days counts the zone's calendar days from 1970-01-01 in the same way (7 days begin on a
    Thursday, as the rungs of the ladder do); other steps ignore it.
    """
    if zone is not None and step % DAY == 0:
        return _calendar_columns(times, step // DAY, zone)
    starts = _starts(times, step)
    begins = times[starts] // step * step
    return Columns(starts, begins, np.full_like(begins, step))


def alignment(first: int, last: int, step: int, zone: ZoneInfo | None = None) -> int:
    """The widest µs of which every edge of the columns that hold the times from `first` to
    `last` is a multiple."""
    if zone is None or step % DAY:
        return step
    days = step // DAY
    steps = np.arange(first // DAY // days - 1, last // DAY // days + 3)
    return int(np.gcd.reduce(_midnights(steps * days, zone)))


def _starts(times: Times, step: int) -> Positions:
    """Where the columns begin: to look for each takes less than to divide every time, where
    they hold several."""
    if not len(times):
        return np.empty(0, np.intp)
    first, last = int(times[0]) // step, int(times[-1]) // step
    if (last - first) * SEVERAL > len(times):
        return _changes(times // step)
    found = np.searchsorted(times, np.arange(first, last + 1) * step)
    # An empty column begins where the next one does.
    return found[_changes(found)]


def _changes(numbers: Times) -> Positions:
    """The positions where ascending numbers become another one, the first included."""
    changed = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=changed[1:])
    return np.flatnonzero(changed)


def _calendar_columns(times: Times, days: int, zone: ZoneInfo) -> Columns:
    utc_day = times // DAY
    utc_day = utc_day[_changes(utc_day)]
    # Offsets are shorter than a day, so a reading's local day is its UTC day or one beside
    # it; one more for the end of its column.
    near = np.arange(-1, 2)
    steps = np.unique((utc_day[:, None] + near) // days)
    steps = np.union1d(steps, steps + 1)
    edges = _midnights(steps * days, zone)
    at = np.searchsorted(times, edges)
    held = np.flatnonzero(at[1:] > at[:-1])
    return Columns(at[held], edges[held], edges[held + 1] - edges[held])


def _midnights(days: Times, zone: ZoneInfo) -> Times:
    """When local days (numbered from 1970-01-01) begin, in µs UTC.

    As everywhere, the first of two midnights where clocks were put back, and by the offset
    before it where clocks skipped it (fold 0 in PEP 495). Days that `datetime` does not
    hold have the offset of the nearest that it does.
    """
    ordinals = np.clip(days + _EPOCH, _FIRST, _LAST).tolist()
    offsets = [zone.utcoffset(datetime.fromordinal(ordinal)) for ordinal in ordinals]
    shifts = [(offset or timedelta()) // _MICROSECOND for offset in offsets]
    return days * DAY - np.array(shifts, np.int64)
