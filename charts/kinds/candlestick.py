"""The first, highest, lowest and last value of each stretch of time, as traders draw them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pyecharts.charts import Kline
from pyecharts.charts.chart import Chart

from ..frame import frame
from ..kind import Answered, ChartKind, Head, Window, kinds
from ..spec import PanelSpec


@kinds.register("candlestick")
class CandlestickKind(ChartKind):
    join = "shaped"
    # In the order in which ECharts has them: open, close, lowest, highest.
    aggs = ("first", "last", "min", "max")
    pixels = 14

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Kline().add_xaxis([])
        for head in heads:
            chart.add_yaxis(head.label, [])
        return frame(chart, panel, heads, zero=False)

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        series = []
        for answer in answers:
            values = [answer[agg][:, 1] for agg in self.aggs]
            rows = np.column_stack([answer["first"][:, 0], *values])
            series.append({"data": rows[np.isfinite(rows).all(axis=1)]})
        return {"series": series}
