"""The ladder of bucket widths, the width of a pixel column on it, and for how long each is
kept. Widths in µs, retention in days."""

from collections.abc import Mapping

from .timerange import DAY, HOUR, MILLISECOND, MINUTE, SECOND

# Each divides the next: buckets of one rung fold into whole buckets of the next.
LADDER = (
    SECOND,
    10 * SECOND,
    MINUTE,
    10 * MINUTE,
    HOUR,
    6 * HOUR,
    DAY,
    7 * DAY,
    28 * DAY,
)

RUNG_NAMES = dict(
    zip(("1s", "10s", "1m", "10m", "1h", "6h", "1d", "7d", "28d"), LADDER, strict=True)
)
# Of retention, the readings themselves.
RAW = 0

# More are more than there are from the year 1 to 9999.
MOST_DAYS = 3_650_000

# A column is a multiple of a rung at most half of it, so rounding up to the multiple widens it
# by less than half; the coarser the rung, the fewer buckets are read.
RUNGS_PER_COLUMN = 2


def coarsest_rung(widest: int) -> int | None:
    """The coarsest rung that is not wider than `widest`; None below the finest."""
    return max((rung for rung in LADDER if rung <= widest), default=None)


def column_width(span: int, width: int) -> int:
    """The width of the columns floor(time / width) for a range of `span` µs on `width` pixels.

    It is the smallest multiple, at least span / width, of the coarsest rung that is at most
    half of that (of 1 ms below the finest rung), so the columns are whole buckets of this
    rung and of all finer ones, and a range touches at most width + 1 of them.
    """
    granule = coarsest_rung(span // (RUNGS_PER_COLUMN * width)) or MILLISECOND
    return max(1, -(-span // (width * granule))) * granule


def kept_days(raw: int | None, rungs: Mapping[str, int]) -> dict[int, int]:
    """The days for which each level is kept, by width (`RAW` for the readings); those that are
    kept for ever are left out.

    A rung that is not named is kept as long as the next wider one that is, and none goes before
    what it is made of: what is answered never becomes finer again further back.
    """
    if raw is None:
        return {}
    days: dict[int, int] = {RAW: raw}
    named = [(RUNG_NAMES[name], rungs[name]) for name in RUNG_NAMES if name in rungs]
    for width in LADDER:
        wider = [of for other, of in named if other >= width]
        if wider:
            days[width] = max(wider[0], *days.values())
    return days


def what_is_wrong(raw: int | None, rungs: object) -> str | None:
    """A sentence that says why rungs cannot be kept for these days; None when they can."""
    if not isinstance(rungs, dict):
        return 'Rungs take a JSON object of days by width, such as {"1s": 90, "1m": 365}.'
    if unknown := [name for name in rungs if name not in RUNG_NAMES]:
        return f"There is no rung {unknown[0]!a}: the widths are {', '.join(RUNG_NAMES)}."
    for name, days in rungs.items():
        if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
            return f"Rung {name} takes a whole number of days from 1 to {MOST_DAYS:,}."
    return _wrong_order(raw, [(name, rungs[name]) for name in RUNG_NAMES if name in rungs])


def _wrong_order(raw: int | None, rungs: list[tuple[str, int]]) -> str | None:
    if raw is None and rungs:
        return "Readings that are kept for ever keep their rungs too: say for how many days."
    kept, before = raw or 0, "the readings themselves"
    for name, days in rungs:
        if days < kept:
            return f"Rung {name} has to be kept at least as long as {before}: {kept:,} days."
        kept, before = days, f"rung {name}"
    return None
