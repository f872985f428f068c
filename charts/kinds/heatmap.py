"""The hours of the day against the days: when something is high, and when low."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

import numpy as np
from pyecharts.charts.chart import Chart

from timeseries.timerange import HOUR

from ..cells import cells, coloured, points_of
from ..choices import zone
from ..kind import Answered, ChartKind, Head, Window, kinds
from ..localtime import days_and_hours
from ..spec import PanelSpec

MOST_DAYS = 370


@kinds.register("heatmap")
class HeatmapKind(ChartKind):
    """`zone` is where the days and hours are those of the clock. A cell has the mean of its
    hours; of more than a year each cell has several days."""

    join = "shaped"
    colored = False
    agg = "mean"
    sums = True
    step = HOUR
    columns = 100_000
    most = 1
    options: ClassVar = {"zone": zone()}

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        return cells(panel, heads)

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        points = points_of(answers)
        if not len(points):
            return coloured([], [], [], 0, 1)
        days, hours = days_and_hours(points[:, 0], window.zone)
        wide = -(-int(days[-1] - days[0] + 1) // MOST_DAYS)
        column = (days - days[0]) // wide
        places, means = _means(column * 24 + hours, points[:, 1])
        data = [
            [place // 24, place % 24, mean]
            for place, mean in zip(places.tolist(), means.tolist(), strict=True)
        ]
        begin = date.fromordinal(int(days[0]))
        dates = [str(begin + timedelta(at * wide)) for at in range(int(column[-1]) + 1)]
        clock = [f"{hour:02}:00" for hour in range(24)]
        return coloured(data, dates, clock, float(means.min()), float(means.max()))


def _means(places: Any, values: Any) -> tuple[Any, Any]:
    """The mean of the values at each place that has one."""
    found, inverse = np.unique(places, return_inverse=True)
    return found, np.bincount(inverse, values) / np.bincount(inverse)
