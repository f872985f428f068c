"""How long before a query's readings of before lie: days are those of the calendar."""

from zoneinfo import ZoneInfo

from timeseries.calendar_times import move
from timeseries.timerange import DAY


def shift_at(shift: int, end: int, zone: ZoneInfo | None) -> int:
    """µs between a range that ends at `end` and its readings of `shift` µs before. Of whole days
    the same times of day stand together, also when the clocks of the zone (UTC when None) were
    changed between: a day before can be 23 or 25 hours. In a range that such a change lies in,
    that holds for what comes after it."""
    if not shift or shift % DAY:
        return shift
    try:
        return end - move(end, -shift // DAY, "d", zone)
    except ValueError:
        # There are no readings as long ago as that.
        return shift
