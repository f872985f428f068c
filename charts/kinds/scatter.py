"""One series against another: a dot for each stretch in which both have readings."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pyecharts import options as opts
from pyecharts.charts import Scatter
from pyecharts.charts.chart import Chart

from ..figures import known
from ..kind import Answered, ChartKind, Head, Window, kinds, value_format
from ..spec import PanelSpec
from ..stacking import Points


@kinds.register("scatter")
class ScatterKind(ChartKind):
    """The first series is across, each of the others has dots of its colour."""

    join = "shaped"
    aggs = ("mean",)
    columns = 800

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Scatter().add_xaxis([])
        for head in heads:
            chart.add_yaxis(head.label, [], symbol_size=5, label_opts=None)
        return chart.set_global_opts(
            xaxis_opts=_axis(panel, heads[:1]), yaxis_opts=_axis(panel, heads[1:])
        )

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        points = [known(answer["mean"]) for answer in answers]
        dots = [{"data": _dots(points[0], other)} for other in points[1:]]
        return {"series": [{"data": []}, *dots] if points else []}


def _axis(panel: PanelSpec, heads: Sequence[Head]) -> opts.AxisOpts:
    return opts.AxisOpts(
        type_="value",
        name=heads[0].label if len(heads) == 1 else None,
        name_location="middle",
        is_scale=True,
        axislabel_opts={"formatter": value_format(panel, heads)},
    )


def _dots(across: Points, up: Points) -> Points:
    """Rows of [x, y, time in ms] where both have a column."""
    times, left, right = np.intersect1d(across[:, 0], up[:, 0], return_indices=True)
    return np.column_stack([across[left, 1], up[right, 1], times])
