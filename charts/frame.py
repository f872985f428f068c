"""The axes that the kinds with a time axis share: horizontal grid lines, few ticks, no frame."""

from collections.abc import Sequence
from typing import Any

from pyecharts import options as opts
from pyecharts.charts.chart import RectChart

from .kind import Head, value_format
from .spec import PanelSpec

# Labels lie inside the panel, whatever their width (ECharts 6's way to say containLabel).
_GRID: dict[str, Any] = {
    "left": 0,
    "right": 12,
    "top": 8,
    "bottom": 0,
    "outerBoundsMode": "same",
    "outerBoundsContain": "axisLabel",
}
_HIDDEN = {"show": False}


def frame(chart: RectChart, panel: PanelSpec, heads: Sequence[Head], *, zero: bool) -> RectChart:
    """The chart with a time axis below and a value axis on the left.

    With `zero` the value axis has zero in it, as lengths and areas must; without, it spans
    the values alone.
    """
    chart.options.update(grid=_GRID)
    return chart.set_global_opts(
        xaxis_opts=_axis(
            "time",
            "format:time",
            splitline_opts=opts.SplitLineOpts(is_show=False),
        ),
        yaxis_opts=_axis(
            "value",
            value_format(panel, heads),
            is_scale=not zero,
            min_=panel.min,
            max_=panel.max,
            splitline_opts=opts.SplitLineOpts(is_show=True),
        ),
    )


def _axis(type_: str, formatter: str, **more: Any) -> opts.AxisOpts:
    return opts.AxisOpts(
        type_=type_,
        split_number=5,
        axisline_opts=_HIDDEN,
        axistick_opts=_HIDDEN,
        axislabel_opts={"formatter": formatter, "hideOverlap": True},
        animation_opts=None,
        **more,
    )
