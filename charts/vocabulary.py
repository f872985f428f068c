"""What an editor of panels offers: the kinds with the options that each has of its own."""

from collections.abc import Mapping
from typing import Any

from timeseries.aggregates import AGGREGATES

from .choices import Choice
from .kind import ChartKind, about, kinds
from .units import offered


def vocabulary() -> dict[str, Any]:
    """Plain JSON values."""
    described = [_kind(name, kinds[name]) for name in kinds.names()]
    return {"kinds": described, "aggregates": ["m4", *AGGREGATES], "units": offered()}


def _kind(name: str, kind: type[ChartKind]) -> dict[str, Any]:
    return {
        "name": name,
        "about": about(kind),
        "most": kind.most,
        "colored": kind.colored,
        "aggs": list(kind.aggs),
        "options": _options(kind.options),
    }


def _options(options: Mapping[str, Choice]) -> list[dict[str, Any]]:
    # A default that JSON does not have, such as the names of no values, is none.
    return [
        {
            "name": name,
            "takes": choice.takes,
            "default": choice.default if isinstance(choice.default, str | int | float) else None,
            **(choice.asks or {"type": "json"}),
        }
        for name, choice in options.items()
    ]
