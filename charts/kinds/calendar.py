"""A cell for each day, the weeks side by side and the years below each other."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from pyecharts.charts.chart import Chart

from timeseries.timerange import DAY

from ..cells import cells, coloured, points_of
from ..choices import zone
from ..kind import Answered, ChartKind, Head, Window, kinds
from ..localtime import days_and_hours
from ..spec import PanelSpec

WEEKS = 54
# Seven days, and an empty row before the next year.
ROWS = 8


@kinds.register("calendar")
class CalendarKind(ChartKind):
    """`zone` is where the days are those of the calendar."""

    join = "shaped"
    colored = False
    agg = "mean"
    sums = True
    step = DAY
    columns = 10_000
    most = 1
    options: ClassVar = {"zone": zone()}

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = cells(panel, heads)
        chart.options["yAxis"][0]["inverse"] = True
        return chart

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        points = points_of(answers)
        if not len(points):
            return coloured([], [], [], 0, 1)
        ordinals, _ = days_and_hours(points[:, 0], window.zone)
        days = [date.fromordinal(day) for day in ordinals.tolist()]
        begin, values = days[0].year, points[:, 1].tolist()
        data = [[*_place(day, begin), value, str(day)]
                for day, value in zip(days, values, strict=True)]  # fmt: skip
        rows = [_row(begin, at) for at in range(ROWS * (days[-1].year - begin + 1) - 1)]
        weeks = [str(week) for week in range(WEEKS)]
        return coloured(data, weeks, rows, min(values), max(values))


def _place(day: date, begin: int) -> tuple[int, int]:
    """Week of the year, by Mondays, and the row."""
    first = date(day.year, 1, 1)
    week = (day.timetuple().tm_yday - 1 + first.weekday()) // 7
    return week, ROWS * (day.year - begin) + day.weekday()


def _row(begin: int, at: int) -> str:
    """Rows have names that differ, as categories must; the middle of a year bears its number."""
    year, weekday = begin + at // ROWS, at % ROWS
    return f"{year}" if weekday == 3 else f"{year}/{weekday + 1}"
