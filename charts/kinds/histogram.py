"""How many readings of which size there are in the range."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from pyecharts import options as opts
from pyecharts.charts import Bar
from pyecharts.charts.chart import Chart

from ..bins import AGGS, COLUMNS, edges, sizes
from ..choices import whole
from ..kind import Answered, ChartKind, Head, Window, kinds, value_format
from ..spec import PanelSpec


@kinds.register("histogram")
class HistogramKind(ChartKind):
    """`bins` is about how many bars there are."""

    join = "shaped"
    aggs = AGGS
    columns = COLUMNS
    options: ClassVar = {"bins": whole(30, 2, 200)}

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Bar().add_xaxis([])
        for head in heads:
            # Bars of several series stand before each other.
            chart.add_yaxis(head.label, [], category_gap="4%", gap="-100%", label_opts=None)
        formatter = {"formatter": value_format(panel, heads)}
        return chart.set_global_opts(
            xaxis_opts=opts.AxisOpts(type_="value", is_scale=True, axislabel_opts=formatter),
            yaxis_opts=opts.AxisOpts(type_="value"),
        )

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        found = [sizes(answer) for answer in answers]
        every = np.concatenate([values for _, values, _ in found]) if found else np.empty(0)
        cuts = edges(every, self.own(panel, "bins"))
        if not len(cuts):
            return {"series": [{"data": []} for _ in heads]}
        series = [_bars(*np.histogram(values, cuts, weights=counts)) for _, values, counts in found]
        return {"xAxis": [{"min": cuts[0], "max": cuts[-1]}], "series": series}


def _bars(counts: Any, cuts: Any) -> dict[str, Any]:
    """Rows of [middle, count, from, to]."""
    middles = (cuts[:-1] + cuts[1:]) / 2
    return {"data": np.column_stack([middles, counts, cuts[:-1], cuts[1:]])}
