"""The contract of a chart kind: a panel and the names of its series to a pyecharts chart.

One file a kind in `kinds/`. The chart is built without data. Columns are joined to it in the
browser; a kind that shows something else than columns says what in `shape`. What all kinds
have in common is seen to here: the page that shows an option owns its colours, title, legend
and tooltip, and nothing moves but the data.
"""

import inspect
import json
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from timeseries.registry import Registry

from .choices import Choice
from .spec import PanelSpec
from .stacking import Points

# The kinds load it when the first panel is drawn: it takes a command longer than its work.
if TYPE_CHECKING:
    from pyecharts.charts.chart import Chart

# Parts that pyecharts fills in unasked and that belong to the page.
_PAGE = ("title", "legend", "tooltip", "color", "backgroundColor", "aria")


@dataclass(frozen=True, slots=True)
class Head:
    """What an option shows of a series besides its readings. `id` is 0 of what is computed,
    `axis` "left" or "right"; a `step` keeps its value until the next reading."""

    id: int
    label: str
    unit: str
    agg: str
    axis: str = "left"
    step: bool = False
    # The texts that codes stand for. No option depends on them, only what is shaped.
    states: Mapping[Any, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Window:
    """What a panel shows: [start, end) in ms, the zone of its days and hours, and its width in
    pixels."""

    start: float
    end: float
    zone: ZoneInfo
    width: int


# The points of one series by their aggregate: rows of [time in ms, value], NaN in gaps.
Answered = Mapping[str, Points]


class ChartKind(ABC):
    """One way to draw a panel. An instance holds no state.

    `join` says what series i of the option gets as its data: all "points" of column i as
    [time in ms, value], its "last" value with the label as {"value", "name"}, or what `shape`
    makes ("shaped"). `agg` is the aggregate of a query that names none; a kind with `aggs` asks
    for all of these, whatever the query names. A column takes `pixels` of the width, or there
    are `columns` of them; `step` (µs) is how long one is, unless the query says it. With `sums`
    totals are added up in a column. `most` is how many series a panel may have; a kind that is not
    `colored` draws no series in its colour; `options` are those that the kind has of its own.
    """

    join: ClassVar[Literal["points", "last", "shaped"]] = "points"
    agg: ClassVar[str] = "m4"
    aggs: ClassVar[tuple[str, ...]] = ()
    pixels: ClassVar[int] = 1
    columns: ClassVar[int | None] = None
    step: ClassVar[int | None] = None
    sums: ClassVar[bool] = False
    most: ClassVar[int | None] = None
    colored: ClassVar[bool] = True
    options: ClassVar[Mapping[str, Choice]] = {}

    @abstractmethod
    def chart(self, panel: PanelSpec, heads: Sequence[Head]) -> "Chart":
        """A chart without data: its series i belongs to `heads[i]`.

        Formatters are names that the page resolves: "format:time", "format:value:UNIT".
        """

    def shape(
        self, panel: PanelSpec, heads: Sequence[Head], answers: Sequence[Answered], window: Window
    ) -> dict[str, Any]:
        """For `join = "shaped"`: the parts of the option that come from the readings, such as
        {"series": [{"data": …}]}. They are laid over the option, dictionaries by name and lists
        by place. `answers[i]` belongs to `heads[i]`; without readings its points are empty.
        """
        raise NotImplementedError(f"{type(self).__name__} is shaped and has no shape().")

    def own(self, panel: PanelSpec, name: str) -> Any:
        """One of the kind's own options, or its default."""
        return dict(panel.own).get(name, self.options[name].default)

    def option(self, panel: PanelSpec, heads: Sequence[Head]) -> dict[str, Any]:
        """The ECharts option of the chart as plain JSON values, without data."""
        from pyecharts.charts.base import default

        # Not by dump_options(), which takes some texts in labels for JavaScript.
        text = json.dumps(self.chart(panel, heads).get_options(), default=default)
        option: dict[str, Any] = json.loads(text)
        option = {name: part for name, part in option.items() if name not in _PAGE}
        for part in ("series", "xAxis", "yAxis"):
            for one in option.get(part, ()):
                one.pop("data", None)
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


def about(kind: type[ChartKind]) -> str:
    """The first line that its file says of itself: what pages say of it."""
    return (inspect.getdoc(sys.modules[kind.__module__]) or "").partition("\n")[0]


kinds: Registry[type[ChartKind]] = Registry("chart kind", "charts.kinds")
