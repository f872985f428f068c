"""How a curve is drawn, as its query says it: what of it the page is told."""

from typing import Any

from timeseries.timerange import to_milliseconds

from .colors import place_in
from .curves import Curve
from .panel_query import PanelQuery


def look_of(query: PanelQuery, curve: Curve, *, first: bool, shift: int = 0) -> dict[str, Any]:
    """Only what differs from the defaults; its readings lie `shift` µs before."""
    look = _color(query, curve, first=first)
    if query.axis != "left":
        look["axis"] = query.axis
    if query.decimals is not None:
        look["decimals"] = query.decimals
    if shift:
        look |= {"dash": True, "shift": to_milliseconds(shift)}
    if curve.low is not None:
        look["band"] = True
    return look


def _color(query: PanelQuery, curve: Curve, *, first: bool) -> dict[str, Any]:
    """That of the curve's own series, with its place among those of the query; else the `first`
    curve of a query has its colour: the others could not be told from it, and go on in the
    palette."""
    series = curve.columns.series
    place = place_in(query.colors, series.name, series.tags)
    if place is not None:
        return {"color": query.colors[place][1], "color_at": place}
    return {"color": query.color} if first and query.color is not None else {}
