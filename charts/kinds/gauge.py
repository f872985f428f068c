"""The newest value on an arc from `min` to `max` (0 to 100 when the panel names none)."""

from collections.abc import Sequence

from pyecharts import options as opts
from pyecharts.charts import Gauge
from pyecharts.charts.chart import Chart

from ..kind import ChartKind, Head, kinds, value_format
from ..spec import PanelSpec

ARC = 10
_HIDDEN = {"show": False}


@kinds.register("gauge")
class GaugeKind(ChartKind):
    join = "last"

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        chart = Gauge()
        for place, head in enumerate(heads):
            _add_gauge(chart, panel, head, place, len(heads))
        return chart


def _add_gauge(chart: Gauge, panel: PanelSpec, head: Head, place: int, count: int) -> None:
    """Gauges stand side by side, each in the middle of its share of the panel's width."""
    low = 0 if panel.min is None else panel.min
    chart.add(
        head.label,
        [],
        min_=low,
        max_=low + 100 if panel.max is None else panel.max,
        split_number=1,
        center=[f"{100 * (2 * place + 1) / (2 * count):.4g}%", "62%"],
        # Panels are about twice as wide as high; ECharts measures by the shorter side.
        radius=f"{min(104, 190 / count):.4g}%",
        start_angle=205,
        end_angle=-25,
        title_label_opts={"show": count > 1, "offsetCenter": [0, "34%"], "fontSize": 12},
        detail_label_opts={
            "formatter": value_format(panel, [head]),
            "offsetCenter": [0, "-4%"],
            "fontSize": 28,
            "fontWeight": 500,
        },
        progress=opts.GaugeProgressOpts(is_show=True, width=ARC),
        pointer=opts.GaugePointerOpts(is_show=False),
        anchor=opts.GaugeAnchorOpts(is_show=False),
        axisline_opts={"lineStyle": {"width": ARC}},
        axistick_opts=_HIDDEN,
        axislabel_opts=_HIDDEN,
    )
    chart.options["series"][-1]["splitLine"] = _HIDDEN
