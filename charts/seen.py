"""A dashboard as somebody looks at it: what is chosen of its variables, and its panels with that
in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .choosing import Asked, Choice, choices_of, chosen
from .models import Dashboard, Panel
from .repeating import Placed, laid_out

# Of one variable in an answer; others are found by a search.
LISTED = 1_000
FIELDS = ("title", "kind", "unit", "x", "y", "w", "h")


@dataclass(frozen=True, slots=True)
class Seen:
    choices: Mapping[str, Choice]
    panels: list[Placed]

    def page(self) -> dict[str, Any]:
        """What the page has to know before there are readings."""
        return {"variables": self.listed(), "panels": [_panel(one) for one in self.panels]}

    def listed(self, of: str = "", search: str = "") -> list[dict[str, Any]]:
        """The variables with their values, those of one alone that hold all words of a search."""
        return [
            _variable(choice, search if choice.variable.name == of else "")
            for choice in self.choices.values()
        ]


def seen(dashboard: Dashboard, asked: Asked) -> Seen:
    """On a thread: values come from the series that there are."""
    choices = chosen(dashboard.variables, asked)
    return Seen(choices, laid_out(list(dashboard.panels.all()), choices_of(choices)))


def selectors(panel: Panel) -> list[str]:
    """The panel's selectors; a query that cannot be read is the API's to complain about."""
    queries = panel.queries if isinstance(panel.queries, list) else []
    return [
        query["series"]
        for query in queries
        if isinstance(query, dict) and isinstance(query.get("series"), str)
    ]


def _panel(placed: Placed) -> dict[str, Any]:
    panel = placed.panel
    fields = {name: getattr(panel, name) for name in FIELDS}
    return {"id": panel.pk, **fields, "series": [] if placed.error else selectors(panel)}


def _variable(choice: Choice, search: str) -> dict[str, Any]:
    variable, picked = choice.variable, choice.picked
    words = search.casefold().split()
    found = [one for one in choice.offered if all(word in one.casefold() for word in words)]
    return {
        "name": variable.name,
        "label": variable.label or variable.name,
        "multi": variable.multi,
        "all": variable.all,
        "values": found[:LISTED],
        "total": len(found),
        "every": picked.every,
        "chosen": [] if picked.every else list(picked.values),
        **({"error": choice.error} if choice.error else {}),
    }
