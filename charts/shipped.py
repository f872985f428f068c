"""What the dashboards of the demo say, in the language of a page: as long as nobody has written
something else. What is stored, edited and exported stays as it was shipped."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import pgettext

# The demo is made of it.
FILE = Path(__file__).parents[1] / "fixtures" / "data" / "dashboards.json"
# Some of its words mean something else in buttons.
CONTEXT = "demo"


class Board(Protocol):
    """The fields of `models.Dashboard` that are read here."""

    slug: str
    title: str
    description: str


class Panel(Protocol):
    """Those of `models.Panel`."""

    title: str
    queries: Any


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, frozenset[str]]:
    """The texts of each dashboard of the demo, by its slug."""
    boards = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    return {board["slug"]: frozenset(filter(None, _texts(board))) for board in boards}


def in_words(slug: str, text: str) -> str:
    """A text of the dashboard `slug` in the language that is active, where the demo has it."""
    return pgettext(CONTEXT, text) if text in shipped().get(slug, ()) else text


def told(dashboard: Board) -> dict[str, str]:
    """The title and the description of a dashboard, as a page shows them."""
    fields = ("title", "description")
    return {name: in_words(dashboard.slug, getattr(dashboard, name)) for name in fields}


def tell(slug: str, panels: Sequence[Panel]) -> None:
    """Have panels say their titles and labels so: they are copies of those that are stored."""
    for panel in panels:
        panel.title = in_words(slug, panel.title)
        if isinstance(panel.queries, list):
            panel.queries = [_labelled(slug, query) for query in panel.queries]


def _labelled(slug: str, query: Any) -> Any:
    if not isinstance(query, dict) or not isinstance(query.get("label"), str):
        return query
    return {**query, "label": in_words(slug, query["label"])}


def _texts(board: Mapping[str, Any]) -> Iterator[str]:
    yield board["title"]
    yield board.get("description", "")
    for panel in board["panels"]:
        yield panel["title"]
        yield from (query.get("label", "") for query in panel["queries"])
