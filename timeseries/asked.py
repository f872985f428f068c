"""What is asked of readings: which series, folded how, and how a range is cut for that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from zoneinfo import ZoneInfo

from .aggregates import AGGREGATES, HELD, SLOPE
from .models import SEMANTICS
from .resolutions import column_width
from .timerange import EARLIEST, TimeRange

AGGS = ("m4", *AGGREGATES)
# Columns before the range.
MOST_BEFORE = 20_000
_PLAIN: Mapping[str, str | None] = MappingProxyType({})


def measured(agg: str, *, named: bool, sums: bool = True) -> dict[str, str | None]:
    """By which aggregates series are folded for what they measure, where `agg` is asked for: a
    step's mean is that over time, a rate that between readings. What was not `named` but taken by
    default is a counter's rate and, with `sums`, the sum of a total."""
    instead: dict[str, str | None] = {}
    if agg == "mean":
        instead["step"] = HELD
    if agg == "rate":
        instead = dict.fromkeys(SEMANTICS, SLOPE)
    if not named:
        instead["counter"] = SLOPE
        if sums:
            instead["total"] = "sum"
    return instead


@dataclass(frozen=True, slots=True)
class Query:
    """Which series (an id or a selector), folded how.

    A column of it takes `pixels` of the width; `columns` is how many there are at most, whatever
    the width. With a `step` (µs) they are that wide, or the least multiple of it that has room.
    `zone` stands for that of the request.

    Series of the semantics in `instead` are folded by what stands there, and left out where that
    is None. The readings of `shift` µs before are answered at the times of the range, and with
    `lead` those of so many µs and `lead_columns` columns more before it.
    """

    series: str
    agg: str = "m4"
    pixels: int = 1
    step: int | None = None
    columns: int | None = None
    zone: ZoneInfo | None = None
    instead: Mapping[str, str | None] = field(default_factory=lambda: _PLAIN)
    shift: int = 0
    lead: int = 0
    lead_columns: int = 0

    def agg_of(self, semantics: str) -> str | None:
        """By what a series of these semantics is folded; None leaves it out."""
        return self.instead.get(semantics, self.agg)

    def resolution(self, grid: "Grid", span: int) -> int:
        """The width of the columns (µs) of a range of `span` µs: with a long way before it they
        are wider, so that there are not too many."""
        wanted = grid.resolution(span)
        if (span + self.lead) // wanted <= MOST_BEFORE + span // wanted:
            return wanted
        return max(wanted, column_width(self.lead, MOST_BEFORE))

    def range(self, asked: TimeRange, resolution: int) -> TimeRange:
        """Which readings are looked at for a range whose columns are so wide (µs)."""
        lead = self.lead + self.lead_columns * resolution
        start, end = asked.start - self.shift - lead, asked.end - self.shift
        return TimeRange(max(start, EARLIEST), max(end, EARLIEST))


@dataclass(frozen=True, slots=True)
class Grid:
    """How a range is cut: into `width` pixel columns, or into steps of `step` µs, which are
    calendar days in `zone` when they are whole days."""

    width: int = 1200
    step: int | None = None
    zone: ZoneInfo | None = None

    def resolution(self, span: int) -> int:
        return self.step or column_width(span, self.width)

    def of(self, query: Query, span: int) -> "Grid":
        """The grid of one query of the request."""
        width = query.columns or max(1, self.width // query.pixels)
        step = self.step
        if query.step and step is None:
            step = query.step * max(1, -(-span // (width * query.step)))
        # Columns of the ladder are the same in every zone.
        return Grid(width, step, (query.zone or self.zone) if step else None)
