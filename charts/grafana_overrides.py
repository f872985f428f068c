"""Grafana's overrides of fields: colours of series by their names are colours of curves here."""

import re
from typing import Any

from timeseries.series_key import escape

from .colors import COLORS, HEX
from .definition import Problem

Query = dict[str, Any]

# Its palette by hues, from very light to dark.
SHADES = ("super-light-", "light-", "", "semi-dark-", "dark-")
HUES = {
    "red": ("#ffa6b0", "#ff7383", "#f2495c", "#e02f44", "#c4162a"),
    "orange": ("#ffcb7d", "#ffb357", "#ff9830", "#ff780a", "#fa6400"),
    "yellow": ("#fff899", "#ffee52", "#fade2a", "#f2cc0c", "#e0b400"),
    "green": ("#c8f2c2", "#96d98d", "#73bf69", "#56a64b", "#37872d"),
    "blue": ("#c0d8ff", "#8ab8ff", "#5794f2", "#3274d9", "#1f60c4"),
    "purple": ("#deb6f2", "#ca95e5", "#b877d9", "#a352cc", "#8f3bb8"),
}
NAMED = {
    f"{shade}{hue}": color
    for hue, colors in HUES.items()
    for shade, color in zip(SHADES, colors, strict=True)
} | {"white": "#ffffff", "black": "#000000"}
_TAG = re.compile(r"\{(\w+)\}")


def with_colors(
    at: str, panel: dict[str, Any], queries: list[Query], left_out: list[Problem]
) -> list[Query]:
    """The queries with the colours that overrides give to their series; other overrides go to
    `left_out`."""
    found = [dict(query) for query in queries]
    whole = True
    for one in _list(panel.get("fieldConfig"), "overrides"):
        name, color, alone = _of(one)
        given = [color is not None and _give(query, name, color) for query in found]
        whole = whole and alone and any(given)
    if not whole:
        left_out.append(Problem(f"{at}.fieldConfig.overrides", "Overrides are left out."))
    return found


def _of(override: Any) -> tuple[str, str | None, bool]:
    """The name that it is for, the colour that it gives, and whether it does nothing else."""
    if not isinstance(override, dict):
        return "", None, False
    matcher = override.get("matcher")
    properties = _list(override, "properties")
    if not isinstance(matcher, dict) or matcher.get("id") != "byName":
        return "", None, False
    colors = [_fixed(one.get("value")) for one in properties
              if isinstance(one, dict) and one.get("id") == "color"]  # fmt: skip
    color = next((one for one in colors if one), None)
    return str(matcher.get("options") or ""), color, len(properties) == 1


def _fixed(value: Any) -> str | None:
    if not isinstance(value, dict) or value.get("mode", "fixed") != "fixed":
        return None
    color = str(value.get("fixedColor") or "")
    return color.lower() if HEX.fullmatch(color) else NAMED.get(color)


def _give(query: Query, name: str, color: str) -> bool:
    """Give a query's series of this name a colour, where its label or selector tells which."""
    label = str(query.get("label") or "")
    if name in (label, query.get("series")):
        query["color"] = color
        return True
    # A name that was made of one tag says the value of that.
    [before, tag, after] = _TAG.split(label) if len(_TAG.findall(label)) == 1 else ["", "", ""]
    value = name[len(before) : len(name) - len(after)]
    fits = name == f"{before}{value}{after}" and value
    colors = query.get("colors", {})
    if not tag or not fits or len(colors) >= COLORS:
        return False
    query["colors"] = {**colors, f'*{{{escape(tag)}="{escape(value)}"}}': color}
    return True


def _list(part: Any, name: str) -> list[Any]:
    value = part.get(name) if isinstance(part, dict) else None
    return value if isinstance(value, list) else []
