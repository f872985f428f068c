"""An option that any ECharts page can draw: with its data, and without formatter names."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from timeseries.timerange import TimeRange, to_milliseconds

from .colors import Color, as_hex
from .stacking import Points

_VALUE = re.compile(r"format:value:(.*)", re.DOTALL)
# What of a series has its colour.
_COLORED = {"line": ("itemStyle", "lineStyle"), "bar": ("itemStyle",), "scatter": ("itemStyle",)}
# Heights in pixels.
_TITLE, _LEGEND = 32, 24


def whole_option(option: dict[str, Any], title: str, timerange: TimeRange) -> dict[str, Any]:
    """A kind's option with data, and now with its title, a legend where it needs one, and the
    range on its time axes. The option itself is changed."""
    for series in option["series"]:
        if series["type"] == "line" and isinstance(series.get("data"), np.ndarray):
            series["data"] = _with_lone_points(series, series["data"])
    for axis in option.get("xAxis", ()):
        if axis.get("type") == "time":
            axis["min"] = to_milliseconds(timerange.start)
            axis["max"] = to_milliseconds(timerange.end)
    has_axes = "xAxis" in option
    has_legend = has_axes and len(option["series"]) > 1
    if has_axes:
        option.setdefault("grid", {})["top"] = _TITLE + _LEGEND * has_legend
    option["title"] = {"text": title, "textStyle": {"fontSize": 14}}
    option["legend"] = {"show": has_legend, "type": "scroll", "left": 0, "top": _TITLE - 8}
    # Rich text: labels come from users, and ECharts would take them for HTML.
    option["tooltip"] = {"trigger": _trigger(option), "renderMode": "richText"}
    plain: dict[str, Any] = _plain(option)
    return plain


def with_colors(option: dict[str, Any], colors: Sequence[Color | None]) -> dict[str, Any]:
    """The option with the colours that its curves were given, where each is a series of its own;
    whoever draws it has others for the rest. The option itself is changed."""
    if len(option["series"]) != len(colors):
        return option
    for series, color in zip(option["series"], colors, strict=True):
        if color is not None:
            for part in _COLORED.get(series["type"], ()):
                series[part] = {**(series.get(part) or {}), "color": as_hex(color)}
    return option


def _trigger(option: dict[str, Any]) -> str:
    """A time axis tells of all its series at once."""
    timed = any(axis.get("type") == "time" for axis in option.get("xAxis", ()))
    return "axis" if timed else "item"


def _with_lone_points(series: dict[str, Any], points: Points) -> Any:
    """The points, those between two gaps with a symbol: a line through one point is no line."""
    gaps = np.isnan(points[:, 1])
    lone = ~gaps & np.append(True, gaps[:-1]) & np.append(gaps[1:], True)
    if not lone.any():
        return points
    series |= {"showSymbol": True, "symbol": "none"}
    rows: list[Any] = points.tolist()
    for place in np.flatnonzero(lone).tolist():
        rows[place] = {"value": rows[place], "symbol": "circle"}
    return rows


def _plain(part: Any) -> Any:
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _template(item) if name == "formatter" else _plain(item)
        for name, item in part.items()
        # Without a formatter a time axis labels itself.
        if not (name == "formatter" and item == "format:time")
    }


def _template(formatter: str) -> str:
    """ECharts' string template for a formatter's name."""
    match = _VALUE.fullmatch(formatter)
    if not match:
        return formatter
    unit = match[1].replace("{", "").replace("}", "")
    return f"{{value}} {unit}".rstrip()


def last_value(points: Points, label: str) -> list[dict[str, Any]]:
    """The data of a series that shows one value: the newest that there is, with no more than
    six digits if it has a fraction (a template cannot round)."""
    values = points[~np.isnan(points[:, 1]), 1]
    value = float(values[-1]) if len(values) else None
    if value is not None and not value.is_integer():
        value = float(f"{value:.6g}")
    return [{"value": value, "name": label}]
