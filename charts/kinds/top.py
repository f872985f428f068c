"""The series with the highest figures as a list of bars, the highest on top."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pyecharts import options as opts
from pyecharts.charts import Bar
from pyecharts.charts.chart import Chart

from ..choices import one_of, whole
from ..figures import FIGURES, figures
from ..kind import Answered, ChartKind, Head, Window, kinds, value_format
from ..spec import PanelSpec


@kinds.register("top")
class TopKind(ChartKind):
    """`by` is the figure that counts, `limit` how many series are shown."""

    join = "shaped"
    aggs = FIGURES
    columns = 1
    options: ClassVar = {
        "by": one_of("last", "mean", "max", "min", "sum"),
        "limit": whole(10, 1, 100),
    }

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Bar().add_xaxis([])
        for head in heads:
            # Each series has one bar, and a stack gives it the whole height of its row.
            chart.add_yaxis(head.label, [], stack="all", stack_strategy=None, label_opts=None)
        formatter = {"formatter": value_format(panel, heads)}
        return chart.reversal_axis().set_global_opts(
            xaxis_opts=opts.AxisOpts(
                type_="value", min_=panel.min, max_=panel.max, axislabel_opts=formatter
            ),
            yaxis_opts=opts.AxisOpts(type_="category", is_inverse=True),
        )

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        by, limit = self.own(panel, "by"), self.own(panel, "limit")
        found = [(getattr(figures(answer), by), at) for at, answer in enumerate(answers)]
        ranked = sorted((one for one in found if one[0] is not None), key=lambda one: -one[0])
        series: list[dict[str, Any]] = [{"data": []} for _ in heads]
        for place, (value, at) in enumerate(ranked[:limit]):
            series[at]["data"] = [[value, place]]
        names = [heads[at].label for _, at in ranked[:limit]]
        return {"yAxis": [{"data": names}], "series": series}
