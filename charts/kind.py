"""The contract of a chart kind: a panel and the names of its series to a pyecharts chart.

One file a kind in `kinds/`. The chart is built without data; the columns are joined to it
in the browser, or by `options.py` for those who ask for a whole option. What all kinds have
in common is seen to here: the page that shows an option owns its colours, title, legend and
tooltip, and nothing moves but the data.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pyecharts.charts.base import default
from pyecharts.charts.chart import Chart

from timeseries.registry import Registry

from .spec import PanelSpec

# Parts that pyecharts fills in unasked and that belong to the page.
_PAGE = ("title", "legend", "tooltip", "color", "backgroundColor", "aria")


@dataclass(frozen=True, slots=True)
class Head:
    """What an option shows of a series besides its readings."""

    id: int
    label: str
    unit: str
    agg: str


class ChartKind(ABC):
    """One way to draw a panel. An instance holds no state.

    `join` says what series i of the option gets as its data: all "points" of column i as
    [time in ms, value], or its "last" value with the label as {"value", "name"}. `agg` is the
    aggregate of a query that names none, and a column of it takes `pixels` of the width.
    """

    join: ClassVar[Literal["points", "last"]] = "points"
    agg: ClassVar[str] = "m4"
    pixels: ClassVar[int] = 1

    @abstractmethod
    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> Chart:
        """A chart without data: its series i belongs to `heads[i]`.

        Formatters are names that the page resolves: "format:time", "format:value:UNIT".
        """

    def option(self, panel: PanelSpec, heads: Sequence[Head]) -> dict[str, Any]:
        """The ECharts option of the chart as plain JSON values, without data."""
        # Not by dump_options(), which takes some texts in labels for JavaScript.
        text = json.dumps(self.chart(panel, heads).get_options(), default=default)
        option: dict[str, Any] = json.loads(text)
        option = {name: part for name, part in option.items() if name not in _PAGE}
        for series in [*option["series"], *option.get("xAxis", ())]:
            series.pop("data", None)
        return {**_still(option), "animation": False, "tooltip": {"show": False}}


def _still(part: Any) -> Any:
    """The same without pyecharts' settings of animations, at whatever depth."""
    if isinstance(part, list):
        return [_still(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {name: _still(item) for name, item in part.items() if "nimation" not in name}


def value_format(panel: PanelSpec, heads: Sequence[Head]) -> str:
    """The name of the value axis' formatter: the panel's unit, or the one that all its
    series share."""
    units = {head.unit for head in heads}
    return f"format:value:{panel.unit or (units.pop() if len(units) == 1 else '')}"


kinds: Registry[type[ChartKind]] = Registry("chart kind", "charts.kinds")
