"""Lines over time: the value axis spans the values."""

from collections.abc import Sequence

from pyecharts import options as opts
from pyecharts.charts import Line
from pyecharts.charts.chart import Chart

from ..frame import frame
from ..kind import ChartKind, Head, kinds
from ..spec import PanelSpec

WIDTH = 1.5


@kinds.register("line")
class LineKind(ChartKind):
    sums = True

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Line()
        for head in heads:
            add_line(chart, panel, head)
        return frame(chart, panel, heads, zero=panel.stack)


def add_line(chart: Line, panel: PanelSpec, head: Head, opacity: float = 0) -> None:
    """One line of the panel, with the area below it filled when `opacity` is above 0."""
    chart.add_yaxis(
        head.label,
        [],
        is_symbol_show=False,
        is_step="end" if panel.step or head.step else False,
        stack="all" if panel.stack else None,
        stack_strategy=None,
        z=3,
        label_opts=None,
        linestyle_opts=opts.LineStyleOpts(is_show=True, width=WIDTH),
        areastyle_opts=opts.AreaStyleOpts(opacity=opacity) if opacity else None,
        # A curve under the pointer stays as thin as it was.
        emphasis_opts={"lineStyle": {"width": WIDTH}},
    )
