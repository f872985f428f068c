"""One bar a column of time, from zero: amounts, counts and means of stretches."""

from collections.abc import Sequence

from pyecharts import options as opts
from pyecharts.charts import Bar
from pyecharts.charts.chart import Chart

from ..frame import frame
from ..kind import ChartKind, Head, kinds
from ..spec import PanelSpec


@kinds.register("bar")
class BarKind(ChartKind):
    agg = "mean"
    sums = True
    # Thinner bars than this run together to an area.
    pixels = 10

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Bar()
        for head in heads:
            chart.add_yaxis(
                head.label,
                [],
                stack="all" if panel.stack else None,
                stack_strategy=None,
                bar_min_width=1,
                category_gap="25%",
                gap="0%",
                label_opts=None,
                itemstyle_opts=opts.ItemStyleOpts(border_radius=1),
            )
        return frame(chart, panel, heads, zero=True)
