"""The newest value, large, which the page writes itself; the option is the sparkline below."""

from collections.abc import Sequence

from pyecharts import options as opts
from pyecharts.charts import Line
from pyecharts.charts.chart import Chart

from ..kind import ChartKind, Head, kinds
from ..spec import PanelSpec
from .line import add_line

# The line is 1.5 px thick: without room it would be cut in half at the top and the bottom.
_GRID = {"left": 0, "right": 0, "top": 2, "bottom": 2, "outerBoundsMode": "none"}


@kinds.register("stat")
class StatKind(ChartKind):
    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Line()
        for head in heads:
            add_line(chart, panel, head)
        chart.options.update(grid=_GRID)
        return chart.set_global_opts(
            xaxis_opts=opts.AxisOpts(type_="time", is_show=False, animation_opts=None),
            yaxis_opts=opts.AxisOpts(
                type_="value",
                is_show=False,
                is_scale=True,
                min_=panel.min,
                max_=panel.max,
                animation_opts=None,
            ),
        )
