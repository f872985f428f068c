"""The ladder of bucket widths, and the width of a pixel column on it. All in µs."""

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
