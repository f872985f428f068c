"""Bands of equal values over time: whether something is on, or which of its states it is in."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from pyecharts.charts import Custom, Scatter
from pyecharts.charts.chart import Chart

from ..choices import value_names
from ..figures import known
from ..frame import frame
from ..kind import Answered, ChartKind, Head, Window, kinds
from ..spec import PanelSpec
from ..stacking import Points

# A state holds until the next reading, if that may still come: so many usual steps.
PATIENCE = 4
# Colours that there are.
SLOTS = 10


@kinds.register("states")
class StatesKind(ChartKind):
    """`names` calls numbers by names, as in {"0": "Off", "1": "On"}; a series of states has its
    texts by itself."""

    join = "shaped"
    colored = False
    options: ClassVar = {"names": value_names()}

    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        bands = Custom()
        for head in heads:
            bands.add(head.label, None, type_="lines")
            bands.options["series"][-1] |= {"polyline": False, "lineStyle": {"width": 20}}
        # A custom chart has no axes of its own.
        chart = frame(Scatter(), panel, heads, zero=False).overlap(bands)
        chart.options["yAxis"] = [{"type": "category", "inverse": True}]
        return chart

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        own = dict(self.own(panel, "names"))
        # The texts of states have numbers of their own, which `names` does not mean.
        named = [head.states or own for head in heads]
        # One colour for one name, also where several series have states.
        places = list(dict.fromkeys(name for names in named for name in names.values()))
        series = [
            {
                "data": [_band(row, *run, named[row], places) for run in runs(points, window.end)],
                "label": {"show": True, "position": "middle", "formatter": "{b}"},
            }
            for row, answer in enumerate(answers)
            for points in answer.values()
        ]
        return {"yAxis": [{"data": [head.label for head in heads]}], "series": series}


def runs(points: Points, end: float) -> list[tuple[float, float, float]]:
    """Runs of equal values as (from, to, value), times in ms. A gap ends a run with its last
    reading; the newest lasts until `end`, if it is not too old for that."""
    if not len(points):
        return []
    values = points[:, 1]
    # NaN differs from itself: each gap is a run of its own.
    changed = np.append(True, values[1:] != values[:-1])
    first = np.flatnonzero(changed)
    last = np.append(first[1:] - 1, len(points) - 1)
    found = []
    for begin, final in zip(first.tolist(), last.tolist(), strict=True):
        if not np.isnan(values[begin]):
            until = _until(points, final, end)
            found.append((float(points[begin, 0]), until, float(values[begin])))
    return found


def _until(points: Points, last: int, end: float) -> float:
    time = float(points[last, 0])
    if last + 1 < len(points):
        return time if np.isnan(points[last + 1, 1]) else float(points[last + 1, 0])
    steps = np.diff(known(points)[:, 0])
    usual = float(np.median(steps)) if len(steps) else 0.0
    return end if end - time <= PATIENCE * usual else min(end, time + usual)


def _band(
    row: int,
    start: float,
    end: float,
    value: float,
    names: Mapping[float, str],
    places: Sequence[str],
) -> dict[str, Any]:
    """`slot` is the number of its colour: by its name's place among all, or its size."""
    name = names.get(value, f"{value:g}")
    slot = (places.index(name) if value in names else int(abs(value))) % SLOTS
    return {"coords": [[start, row], [end, row]], "value": value, "name": name, "slot": slot}
