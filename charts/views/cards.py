"""The dashboards as cards: what the first page shows of each, and how they are grouped."""

from collections.abc import Sequence
from typing import Any

from charts.models import Dashboard, Star
from charts.seen import selectors
from charts.shipped import told
from charts.variables import PLACE

# Kinds whose first query makes the small curve on a dashboard's card, the best first.
CARD_KINDS = ("line", "area", "stat", "bar", "gauge")


async def cards_for(account: Any) -> list[dict[str, Any]]:
    """All dashboards for a user or None: those with the user's star, those in no folder, then
    folder by folder."""
    starred: set[int] = set()
    if account is not None:
        stars = Star.objects.filter(user=account).values_list("dashboard_id", flat=True)
        starred = {pk async for pk in stars}
    dashboards = [one async for one in Dashboard.objects.prefetch_related("panels")]
    cards = [card(one, one.pk in starred) for one in dashboards]
    return sorted(cards, key=lambda one: (not one["starred"], one["folder"].casefold()))


def grouped(cards: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cards under their headings, in their order; `folder` is "" for those in none."""
    groups: dict[tuple[bool, str], list[dict[str, Any]]] = {}
    for one in cards:
        place = (one["starred"], "" if one["starred"] else one["folder"])
        groups.setdefault(place, []).append(one)
    return [
        {"starred": starred, "folder": folder, "cards": members}
        for (starred, folder), members in groups.items()
    ]


def card(dashboard: Dashboard, starred: bool = False) -> dict[str, Any]:
    """What the card of a dashboard shows; `series` is the selector of its small curve."""
    panels = [panel for panel in dashboard.panels.all() if selectors(panel)]
    panels.sort(key=lambda panel: _rank(panel.kind))
    return {
        "slug": dashboard.slug,
        "url": dashboard.get_absolute_url(),
        "title": dashboard.title,
        "description": dashboard.description,
        # Only where a page says it otherwise than it is stored.
        **_shown(dashboard),
        "folder": dashboard.folder,
        "tags": dashboard.tags,
        "version": dashboard.version,
        "starred": starred,
        "start": dashboard.start,
        "end": dashboard.end,
        # Any value of a variable: nothing is chosen here.
        "series": PLACE.sub("*", selectors(panels[0])[0]) if panels else "",
    }


def _shown(dashboard: Dashboard) -> dict[str, str]:
    words = told(dashboard)
    return {
        f"shown_{name}": text for name, text in words.items() if text != getattr(dashboard, name)
    }


def _rank(kind: str) -> int:
    return CARD_KINDS.index(kind) if kind in CARD_KINDS else len(CARD_KINDS)
