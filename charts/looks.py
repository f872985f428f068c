"""How a curve is drawn, as its query says it: what of it the page is told."""

from typing import Any

from timeseries.timerange import to_milliseconds

from .curves import Curve
from .panel_query import PanelQuery


def look_of(query: PanelQuery, curve: Curve, *, first: bool) -> dict[str, Any]:
    """Only what differs from the defaults. The `first` curve of a query has its colour: the others
    could not be told from it, and go on in the palette."""
    look: dict[str, Any] = {}
    if query.color is not None and first:
        look["color"] = query.color
    if query.axis != "left":
        look["axis"] = query.axis
    if query.decimals is not None:
        look["decimals"] = query.decimals
    if query.shift:
        look |= {"dash": True, "shift": to_milliseconds(query.shift)}
    if curve.low is not None:
        look["band"] = True
    return look
