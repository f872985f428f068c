"""Coloured cells on two axes of categories: what the heatmaps have in common."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pyecharts import options as opts
from pyecharts.charts import HeatMap

from .figures import known
from .kind import Answered, Head, value_format
from .spec import PanelSpec
from .stacking import Points

_GRID = {"left": 0, "right": 64, "top": 8, "bottom": 0, "outerBoundsMode": "same"}
_HIDDEN = {"show": False}


def cells(panel: PanelSpec, heads: Sequence[Head], *, counted: bool = False) -> HeatMap:
    """The chart without its cells, which are in the unit of the series unless `counted`."""
    chart = HeatMap().add_xaxis([])
    for head in heads:
        chart.add_yaxis(head.label, [], [], label_opts=None)
    chart.options.update(grid=_GRID)
    chart.set_global_opts(
        xaxis_opts=_axis(),
        yaxis_opts=_axis(),
    )
    # Not by VisualMapOpts, which brings colours of its own.
    scale: dict[str, Any] = {"type": "continuous", "dimension": 2, "min": 0, "max": 1}
    scale |= {"right": 0, "top": "middle"}
    if not counted:
        scale["formatter"] = value_format(panel, heads)
    chart.options["visualMap"] = [scale]
    return chart


def points_of(answers: Sequence[Answered]) -> Points:
    """The points of the one series, by its one aggregate, without the gaps."""
    return known(next(iter(answers[0].values()))) if answers else np.empty((0, 2))


def coloured(
    data: list[list[float | str]], x: Sequence[str], y: Sequence[str], low: float, high: float
) -> dict[str, Any]:
    """The cells [x, y, value] by the places of their categories, and the ends of the scale."""
    # A scale without a length would have no colour.
    top = high if high > low else low + 1
    return {
        "xAxis": [{"data": list(x)}],
        "yAxis": [{"data": list(y)}],
        "visualMap": [{"min": low, "max": top}],
        "series": [{"data": data}],
    }


def _axis() -> opts.AxisOpts:
    return opts.AxisOpts(
        type_="category",
        axisline_opts=_HIDDEN,
        axistick_opts=_HIDDEN,
        splitline_opts=opts.SplitLineOpts(is_show=False),
        axislabel_opts={"hideOverlap": True},
        animation_opts=None,
    )
