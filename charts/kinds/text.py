"""Words beside the curves: Markdown, which the page makes into elements and never into HTML."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pyecharts.charts import Line
from pyecharts.charts.chart import Chart

from ..choices import text
from ..kind import Answered, ChartKind, Head, Window, kinds
from ..spec import PanelSpec

LONGEST = 20_000


@kinds.register("text")
class TextKind(ChartKind):
    """`text` is the Markdown. Queries are not needed."""

    join = "shaped"
    colored = False
    options: ClassVar = {"text": text(LONGEST)}

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Line()
        for head in heads:
            chart.add_yaxis(head.label, [], label_opts=None)
        style = {"text": self.own(panel, "text")}
        chart.options.update(graphic=[{"type": "text", "left": 0, "top": 32, "style": style}])
        for axis in ("xAxis", "yAxis"):
            chart.options[axis][0]["show"] = False
        return chart

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        return {}
