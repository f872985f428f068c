"""How Grafana shows a panel, in the options that ours share: thresholds, decimals, logarithm,
legend, gaps."""

from typing import Any

from timeseries.timerange import parse_duration

from .definition import Problem
from .panel_query import MOST_DECIMALS
from .thresholds import LABEL, THRESHOLDS, is_number

# By the ends of the names of its colours: dark-red, semi-dark-orange.
STATES = {"green": "ok", "blue": "ok", "yellow": "warning", "orange": "warning", "red": "critical"}
STYLES = {"line": "line", "dashed": "line", "area": "band", "dashed+area": "both",
          "line+area": "both"}  # fmt: skip
LEGENDS = {"table": "table", "list": "list", "hidden": "none"}


def display_of(
    at: str, kind: str, panel: dict[str, Any], left_out: list[Problem]
) -> dict[str, Any]:
    """The options. What of them has no place here goes to `left_out`."""
    defaults = _object(_object(panel, "fieldConfig"), "defaults")
    custom = _object(defaults, "custom")
    options: dict[str, Any] = {}
    decimals = defaults.get("decimals")
    if type(decimals) is int and 0 <= decimals <= MOST_DECIMALS:
        options["decimals"] = decimals
    low = defaults.get("min")
    if _object(custom, "scaleDistribution").get("type") == "log":
        if is_number(low) and low <= 0:
            reason = "The axis begins at or below zero, and is not logarithmic."
            left_out.append(Problem(f"{at}.fieldConfig.defaults.custom.scaleDistribution", reason))
        else:
            options["log"] = True
    if custom.get("spanNulls") is True:
        options["nulls"] = "connect"
    if description := str(panel.get("description") or ""):
        options["description"] = description[:10_000]
    return options | _legend(panel) | _thresholds(at, kind, defaults, left_out)


def shift_of(at: str, panel: dict[str, Any], left_out: list[Problem]) -> str:
    """The time shift of a panel's queries, a duration; empty for none."""
    shift = str(panel.get("timeShift") or "")
    if not shift:
        return ""
    try:
        parse_duration(shift)
    except ValueError:
        left_out.append(Problem(f"{at}.timeShift", f"The shift {shift:.40} is no duration."))
        return ""
    return shift


def _legend(panel: dict[str, Any]) -> dict[str, Any]:
    legend = _object(_object(panel, "options"), "legend")
    if legend.get("showLegend") is False:
        return {"legend": "none"}
    known = LEGENDS.get(str(legend.get("displayMode")))
    return {"legend": known} if known else {}


def _thresholds(
    at: str, kind: str, defaults: dict[str, Any], left_out: list[Problem]
) -> dict[str, Any]:
    """Those that are drawn: a panel of curves has them without a style too, and shows none."""
    thresholds = _object(defaults, "thresholds")
    steps = thresholds.get("steps")
    style = _object(_object(defaults, "custom"), "thresholdsStyle").get("mode")
    if not isinstance(steps, list) or (kind in ("line", "bar") and style not in STYLES):
        return {}
    found = [_threshold(step) for step in steps if _is_step(step)]
    if not found:
        return {}
    if thresholds.get("mode") == "percentage":
        place = f"{at}.fieldConfig.defaults.thresholds"
        left_out.append(Problem(place, "Thresholds in percent of the axis are left out."))
        return {}
    drawn = {"threshold_style": STYLES[style]} if style in STYLES else {}
    return {"thresholds": found[:THRESHOLDS], **drawn}


def _is_step(step: Any) -> bool:
    return isinstance(step, dict) and is_number(step.get("value"))


def _threshold(step: dict[str, Any]) -> dict[str, Any]:
    color = str(step.get("color") or "").rpartition("-")[2]
    found = {"value": step["value"], "state": STATES.get(color, "warning")}
    label = str(step.get("label") or "")[:LABEL]
    return found | ({"label": label} if label else {})


def _object(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}
