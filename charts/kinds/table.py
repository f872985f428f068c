"""Last, lowest, mean and highest of each series, exact for the range."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pyecharts import options as opts
from pyecharts.charts import Bar
from pyecharts.charts.chart import Chart

from ..figures import FIGURES, figures
from ..kind import Answered, ChartKind, Head, Window, kinds, value_format
from ..spec import PanelSpec

COLUMNS = ("last", "min", "mean", "max")


@kinds.register("table")
class TableKind(ChartKind):
    """The page writes it as a table; elsewhere it is four bars for each series."""

    join = "shaped"
    aggs = FIGURES
    columns = 1

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Bar().add_xaxis([])
        for head in heads:
            chart.add_yaxis(head.label, [], label_opts=None)
        formatter = {"formatter": value_format(panel, heads)}
        return chart.set_global_opts(yaxis_opts=opts.AxisOpts(axislabel_opts=formatter))

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        rows = [asdict(figures(answer)) for answer in answers]
        return {
            "xAxis": [{"data": list(COLUMNS)}],
            "series": [{"data": [row[name] for name in COLUMNS]} for row in rows],
        }
