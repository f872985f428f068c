"""Panels with what was chosen in them, those that repeat once for each value, laid out anew."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from timeseries.errors import LivecurveError

from .definition_fields import COLUMNS
from .models import Panel
from .substitution import Choices, Picked, in_selector, in_text

# Of one panel: what a page can still show.
COPIES = 100


@dataclass(slots=True)
class Placed:
    """A panel as it is shown. Its `pk` is that of its row, with a mark of its value where it
    repeats; `error` says what stands in the way of what was chosen."""

    panel: Panel
    error: LivecurveError | None = None


def laid_out(panels: Sequence[Panel], choices: Choices) -> list[Placed]:
    """All panels as they are shown, none over another. The panels themselves are left alone."""
    ordered = sorted(panels, key=lambda panel: (panel.y, panel.x, panel.pk or 0))
    groups = [list(_copies(panel, choices)) for panel in ordered]
    grown = [
        (panel.y + panel.h, max(one.panel.y + one.panel.h for one in group) - panel.y - panel.h)
        for panel, group in zip(ordered, groups, strict=True)
        if len(group) > 1
    ]
    found: list[Placed] = []
    for group in groups:
        for one in group:
            base = group[0].panel.y
            one.panel.y += sum(by for bottom, by in grown if bottom <= base)
    for group in groups:
        for one in group:
            _make_room(one.panel, found, bool(grown))
            found.append(one)
    return found


def sample(panel: Panel, choices: Choices) -> Placed:
    """The panel alone, as an editor shows it: one that repeats, with its first value."""
    options = panel.options if isinstance(panel.options, dict) else {}
    name = str(options.get("repeat", ""))
    if picked := choices.get(name):
        choices = {**choices, name: Picked(picked.values[:1])}
    return _filled(panel, panel.pk, choices)


def _make_room(panel: Panel, others: Sequence[Placed], moves: bool) -> None:
    """Down until it lies over no other; what nobody repeats stays where its author put it."""
    while moves and (below := [one.panel for one in others if _overlap(panel, one.panel)]):
        panel.y = max(one.y + one.h for one in below)


def _overlap(a: Panel, b: Panel) -> bool:
    beside = a.x + a.w <= b.x or b.x + b.w <= a.x
    return not beside and a.y < b.y + b.h and b.y < a.y + a.h


def _copies(panel: Panel, choices: Choices) -> Iterator[Placed]:
    options = panel.options if isinstance(panel.options, dict) else {}
    picked = choices.get(str(options.get("repeat", "")))
    if picked is None:
        yield _filled(panel, panel.pk, choices)
        return
    down = options.get("repeat_direction") == "down"
    in_row = 1 if down else max(1, (COLUMNS - panel.x) // max(1, panel.w))
    for place, value in enumerate(picked.values[:COPIES]):
        one = {**choices, str(options["repeat"]): Picked((value,))}
        copy = _filled(panel, f"{panel.pk}.{crc32(value.encode()):08x}", one)
        copy.panel.x += place % in_row * panel.w
        copy.panel.y += place // in_row * panel.h
        yield copy


def _filled(panel: Panel, pk: int | str, choices: Choices) -> Placed:
    """A copy of the panel with what was chosen in its title, queries and texts."""
    fields = ("title", "kind", "unit", "x", "y", "w", "h", "queries", "options", "dashboard_id")
    copy = Panel(pk=pk, **{name: getattr(panel, name) for name in fields})
    copy.title = in_text(copy.title, choices)
    placed = Placed(copy)
    try:
        copy.queries = _queries(copy.queries, choices)
    except LivecurveError as error:
        placed.error = error
    if isinstance(copy.options, dict):
        copy.options = _options(copy.options, choices)
    return placed


def _queries(queries: Any, choices: Choices) -> Any:
    if not choices or not isinstance(queries, list):
        return queries
    return [_query(one, choices) if isinstance(one, dict) else one for one in queries]


def _query(query: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
    filled = dict(query)
    if isinstance(query.get("series"), str):
        filled["series"] = in_selector(query["series"], choices)
    for name in ("label", "formula"):
        if isinstance(query.get(name), str):
            filled[name] = in_text(query[name], choices)
    if isinstance(colors := query.get("colors"), dict):
        filled["colors"] = {in_selector(text, choices): one for text, one in colors.items()}
    return filled


def _options(options: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
    filled = {
        name: in_text(value, choices) if isinstance(value, str) else value
        for name, value in options.items()
        if name not in ("repeat", "repeat_direction")
    }
    if isinstance(thresholds := options.get("thresholds"), list):
        filled["thresholds"] = [
            {**one, "label": in_text(one["label"], choices)}
            if isinstance(one, dict) and isinstance(one.get("label"), str)
            else one
            for one in thresholds
        ]
    return filled
