"""Panels of Grafana's dashboards as documents of ours, and what of them has no place here."""

import math
from collections.abc import Collection, Iterator
from typing import Any

from .definition import Problem
from .grafana_display import display_of, shift_of
from .grafana_marks import with_our_variables
from .grafana_overrides import with_colors
from .grafana_targets import has_buckets, panel_queries
from .kind import kinds

# Grafana's grid has 24 columns and rows of 30 px; ours 12, and rows of about twice that.
SCALE = 2
# The kinds that stand for Grafana's, the best first: of those there may be one or none here.
KINDS: dict[str, tuple[str, ...]] = {
    "timeseries": ("line",),
    "graph": ("line",),
    "stat": ("stat",),
    "singlestat": ("stat",),
    "gauge": ("gauge",),
    "bargauge": ("top", "gauge"),
    "barchart": ("bar",),
    "table": ("table",),
    "text": ("text",),
    "heatmap": ("density",),
    "histogram": ("histogram",),
    "state-timeline": ("states",),
}
# What Grafana calls a unit, where that is not what it is written as.
UNITS = {
    "none": "",
    "short": "",
    "percent": "%",
    "percentunit": "percent 0-1",
    "bytes": "B",
    "decbytes": "B",
    "bits": "bit",
    "Bps": "B/s",
    "binBps": "B/s",
    "bps": "bit/s",
    "ops": "1/s",
    "reqps": "1/s",
    "celsius": "°C",
    "fahrenheit": "°F",
    "kelvin": "K",
    "humidity": "%",
    "pressurehpa": "hPa",
    "hertz": "Hz",
    "volt": "V",
    "amp": "A",
    "watt": "W",
    "watth": "Wh",
    "kwatth": "kWh",
    "velocityms": "m/s",
    "velocitykmh": "km/h",
    "lengthm": "m",
    "lengthmm": "mm",
    "s": "s",
    "ms": "ms",
    "µs": "us",
    "m": "min",
    "dtdurations": "s",
    "dtdurationms": "ms",
    "dateTimeAsIso": "datetime ms",
    "currencyEUR": "EUR",
    "currencyUSD": "USD",
    "currencyGBP": "GBP",
    "currencyJPY": "JPY",
}
# Defaults of fields that are read, or say nothing of the readings.
_KNOWN_DEFAULTS = {
    "unit", "min", "max", "custom", "color", "mappings", "displayName", "decimals", "thresholds"
}  # fmt: skip


def panels_of(
    document: dict[str, Any], left_out: list[Problem], known: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The panels, also those in rows that are folded up and in rows of old dashboards."""
    found = []
    for at, panel in _all(document):
        one = _panel(at, panel, left_out, known)
        if one:
            found.append(one)
    return found


def _all(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, panel in enumerate(_list(document, "panels")):
        if not isinstance(panel, dict):
            continue
        if panel.get("type") != "row":
            yield f"panels[{place}]", panel
        for inside, inner in enumerate(_list(panel, "panels")):
            if isinstance(inner, dict):
                yield f"panels[{place}].panels[{inside}]", inner
    top = 0
    for place, row in enumerate(_list(document, "rows")):
        for inside, inner in enumerate(_list(row, "panels") if isinstance(row, dict) else []):
            if isinstance(inner, dict):
                grid = {"x": 0, "y": top, "w": 2 * _whole(inner.get("span"), 12), "h": 8}
                yield f"rows[{place}].panels[{inside}]", {"gridPos": grid, **inner}
                top += 8


def _panel(
    at: str, panel: dict[str, Any], left_out: list[Problem], known: Collection[str]
) -> dict[str, Any] | None:
    given = str(panel.get("type"))
    kind = next((name for name in KINDS.get(given, ()) if name in kinds), None)
    title = with_our_variables(str(panel.get("title") or ""), known)[:200]
    if kind is None:
        left_out.append(Problem(at, f"The panel {title!r} of type {given:.40} has no counterpart."))
        return None
    if kind == "density" and has_buckets(panel):
        reason = f"The panel {title!r} has buckets of a histogram, which no kind draws."
        left_out.append(Problem(at, reason))
        return None
    defaults = _object(_object(panel, "fieldConfig"), "defaults")
    unit = str(defaults.get("unit") or panel.get("format") or "")
    for name in sorted(defaults.keys() - _KNOWN_DEFAULTS):
        left_out.append(Problem(f"{at}.fieldConfig.defaults.{name:.40}", "It is left out."))
    shift = shift_of(at, panel, left_out)
    if panel.get("transformations"):
        left_out.append(Problem(f"{at}.transformations", "Transformations are left out."))
    shown = display_of(at, kind, panel, left_out)
    queries = panel_queries(at, kind, panel, left_out, known)
    return {
        "title": title,
        "kind": kind,
        "unit": UNITS.get(unit, unit)[:40],
        **_place(_object(panel, "gridPos")),
        "queries": [_shifted(query, shift) for query in with_colors(at, panel, queries, left_out)],
        "options": _options(defaults, kind) | shown | _words(panel) | _repeat(panel, known),
    }


def _place(grid: dict[str, Any]) -> dict[str, int]:
    x = min(_whole(grid.get("x"), 0) // SCALE, 11)
    width = max(1, math.ceil(_whole(grid.get("w"), 12) / SCALE))
    return {
        "x": x,
        "y": min(_whole(grid.get("y"), 0), 32_000) // SCALE,
        "w": min(width, 12 - x),
        "h": max(1, math.ceil(min(_whole(grid.get("h"), 8), 1_000) / SCALE)),
    }


def _shifted(query: dict[str, Any], shift: str) -> dict[str, Any]:
    """With the shift of the panel behind its own, which adds them up."""
    shifts = "series" in query and shift
    return query | {"shift": query.get("shift", "") + shift} if shifts else query


def _options(defaults: dict[str, Any], kind: str) -> dict[str, Any]:
    options: dict[str, Any] = {}
    ends: dict[str, Any] = {name: defaults.get(name) for name in ("min", "max")}
    ends = {name: value for name, value in ends.items() if _is_number(value)}
    # An axis that ends before it begins is left to its values.
    if len(ends) < 2 or ends["min"] < ends["max"]:
        options |= ends
    custom = _object(defaults, "custom")
    if kind == "line" and _object(custom, "stacking").get("mode") == "normal":
        options["stack"] = True
    if kind == "line" and str(custom.get("lineInterpolation")).startswith("step"):
        options["step"] = True
    return options


def _repeat(panel: dict[str, Any], known: Collection[str]) -> dict[str, str]:
    name = panel.get("repeat")
    if name not in known:
        return {}
    down = {"repeat_direction": "down"} if panel.get("repeatDirection") == "v" else {}
    return {"repeat": str(name), **down}


def _words(panel: dict[str, Any]) -> dict[str, str]:
    """What a panel of text says."""
    if panel.get("type") != "text":
        return {}
    return {"text": str(_object(panel, "options").get("content") or panel.get("content") or "")}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _whole(value: Any, default: int) -> int:
    if not _is_number(value) or not 0 <= value <= 1_000_000:
        return default
    return int(value)


def _list(document: dict[str, Any], name: str) -> list[Any]:
    value = document.get(name)
    return value if isinstance(value, list) else []


def _object(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}
