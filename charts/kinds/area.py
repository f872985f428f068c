"""Filled lines over time, from zero; `stack` piles them up."""

from collections.abc import Sequence

from pyecharts.charts import Line
from pyecharts.charts.chart import Chart

from ..frame import frame
from ..kind import ChartKind, Head, kinds
from ..spec import PanelSpec
from .line import add_line

# Areas that overlap must let each other through; stacked ones do not overlap.
OPACITY, STACKED = 0.14, 0.45


@kinds.register("area")
class AreaKind(ChartKind):
    sums = True

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Line()
        for head in heads:
            add_line(chart, panel, head, STACKED if panel.stack else OPACITY)
        return frame(chart, panel, heads, zero=True)
