"""A histogram over time: how many readings of which size there were in each stretch."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from pyecharts.charts.chart import Chart

from ..bins import AGGS, COLUMNS, edges, sizes
from ..cells import cells, coloured
from ..choices import whole
from ..kind import Answered, ChartKind, Head, Window, kinds
from ..spec import PanelSpec

# Of a cell, at least.
PIXELS = 12


@kinds.register("density")
class DensityKind(ChartKind):
    """`bins` is about how many sizes are told apart."""

    join = "shaped"
    colored = False
    aggs = AGGS
    columns = COLUMNS
    most = 1
    options: ClassVar = {"bins": whole(20, 2, 200)}

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        return cells(panel, heads, counted=True)

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        times, values, counts = sizes(answers[0]) if answers else (np.empty(0),) * 3
        found = edges(values, self.own(panel, "bins"))
        if not len(found):
            return coloured([], [], [], 0, 1)
        step = (window.end - window.start) / max(1, window.width // PIXELS // 2)
        # Stretches begin at multiples of their length, so that a cell keeps what it has.
        first, last = window.start // step, -(-window.end // step)
        cuts = np.arange(first, last + 1) * step
        held, _, _ = np.histogram2d(times, values, [cuts, found], weights=counts)
        places = np.argwhere(held).tolist()
        return coloured(
            [[x, y, float(held[x, y])] for x, y in places],
            [f"{cut:.0f}" for cut in cuts[:-1].tolist()],
            [f"{low:g}" for low in found[:-1].tolist()],
            0,
            float(held.max()),
        )
