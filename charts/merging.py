"""A dashboard that was changed in two places, its file and its page: the three-way merge.

`base` is the last that both had. What one side alone has changed is taken; where both have, and
not alike, somebody has to choose. Pure functions: nothing here knows of files or rows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from itertools import chain
from typing import Any, Literal

from .definition import Definition, PanelDefinition

Side = Literal["base", "file", "page"]
Panels = Sequence[PanelDefinition]
Kept = PanelDefinition | None
# A panel as the base, the file and the page have it.
Triple = tuple[Kept, Kept, Kept]


class Absent(Enum):
    """In place of a value that a side does not have."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the file and the page are not alike. `at` names it among all of them,
    `panel` is the title of its panel (none for a field of the dashboard), and `field` is empty
    for a panel that a side does not have at all."""

    at: str
    panel: str | None
    field: str
    base: Any
    file: Any
    page: Any

    @property
    def suggested(self) -> Side | None:
        """The side that alone has changed it; None where both have."""
        if self.page == self.base:
            return "file"
        return "page" if self.file == self.base else None

    def value(self, side: Side) -> Any:
        return getattr(self, side)


class Merge:
    """The differences of a file and a page, and what comes of choices among them."""

    def __init__(self, base: Definition | None, file: Definition, page: Definition) -> None:
        self._base, self._file, self._page = base, file, page
        self._triples = _triples(base.panels if base else [], file.panels, page.panels)
        self.differences = list(chain(self._of_dashboard(), self._of_panels()))

    @property
    def undecided(self) -> list[Difference]:
        """Those that nothing suggests a side for."""
        return [one for one in self.differences if one.suggested is None]

    def result(self, choices: Mapping[str, Side] | None = None) -> dict[str, Any]:
        """The document that comes of these choices, by `at`; without one the suggested side is
        taken, and the page's where there is none. It is not checked: fields may be at odds."""
        taken = {}
        for one in self.differences:
            side = (choices or {}).get(one.at) or one.suggested or "page"
            taken[one.at] = one.value(side)
        document = _changed(_own(self._page), taken, "")
        panels = [_panel(triple, taken, place) for place, triple in enumerate(self._triples)]
        return {**document, "panels": [panel for panel in panels if panel is not None]}

    def _of_dashboard(self) -> Iterator[Difference]:
        base = _own(self._base) if self._base else {}
        yield from _field_differences("", None, base, _own(self._file), _own(self._page))

    def _of_panels(self) -> Iterator[Difference]:
        for place, (base, file, page) in enumerate(self._triples):
            at = f"panels[{place}]"
            if file and page:
                before = _fields(base) if base else {}
                yield from _field_differences(
                    f"{at}.", page.title, before, _fields(file), _fields(page)
                )
            elif one := file or page:
                whole = (_whole(side) for side in (base, file, page))
                yield Difference(at, one.title, "", *whole)


def _field_differences(
    prefix: str,
    panel: str | None,
    base: Mapping[str, Any],
    file: Mapping[str, Any],
    page: Mapping[str, Any],
) -> Iterator[Difference]:
    for name in dict.fromkeys([*file, *page]):
        mine, theirs = file.get(name, ABSENT), page.get(name, ABSENT)
        if mine != theirs:
            before = base.get(name, ABSENT)
            yield Difference(f"{prefix}{name}", panel, name, before, mine, theirs)


def _panel(triple: Triple, taken: Mapping[str, Any], place: int) -> dict[str, Any] | None:
    """The document of one panel; None for one that is not kept."""
    _, file, page = triple
    at = f"panels[{place}]"
    if at in taken:
        return None if taken[at] is ABSENT else dict(taken[at])
    if page is None or file is None:
        return None
    flat = _changed(_fields(page), taken, f"{at}.")
    document = {name: value for name, value in flat.items() if not name.startswith("options.")}
    document["options"] = {
        name.removeprefix("options."): value
        for name, value in sorted(flat.items())
        if name.startswith("options.")
    }
    # Its row, and with it its address, stays.
    return document if page.id is None else {**document, "id": page.id}


def _changed(fields: dict[str, Any], taken: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Fields with what was chosen for them in place."""
    names = [at.removeprefix(prefix) for at in taken if at.startswith(prefix)]
    own = [name for name in names if prefix or not name.startswith("panels[")]
    both = {**fields, **{name: taken[f"{prefix}{name}"] for name in own}}
    return {name: value for name, value in both.items() if value is not ABSENT}


def _own(definition: Definition) -> dict[str, Any]:
    names = [one.name for one in fields(definition) if one.name != "panels"]
    return {name: getattr(definition, name) for name in names}


def _fields(panel: PanelDefinition) -> dict[str, Any]:
    """A panel's fields, each option as one of its own."""
    names = [one.name for one in fields(panel) if one.compare and one.name != "options"]
    own = {name: getattr(panel, name) for name in names}
    return {**own, **{f"options.{name}": value for name, value in panel.options.items()}}


def _whole(panel: Kept) -> Any:
    """All of a panel as a document, which another side's can be compared with."""
    return ABSENT if panel is None else panel.as_document()


def _triples(base: Panels, file: Panels, page: Panels) -> list[Triple]:
    """Which panel of one side is which of the others."""
    in_file, in_page = _pairs(base, file), _pairs(base, page)
    known: list[Triple] = [
        (panel, _at(file, in_file.get(place)), _at(page, in_page.get(place)))
        for place, panel in enumerate(base)
    ]
    new_file = [one for place, one in enumerate(file) if place not in in_file.values()]
    new_page = [one for place, one in enumerate(page) if place not in in_page.values()]
    alike = _pairs(new_file, new_page)
    added: list[Triple] = [
        (None, one, _at(new_page, alike.get(place))) for place, one in enumerate(new_file)
    ]
    rest: list[Triple] = [
        (None, None, one) for place, one in enumerate(new_page) if place not in alike.values()
    ]
    return [*known, *added, *rest]


def _at(panels: Panels, place: int | None) -> Kept:
    return None if place is None else panels[place]


def _pairs(ours: Panels, theirs: Panels) -> dict[int, int]:
    """The places of ours to those of theirs: equal ones first, then by title, by what they show,
    and by where they stand; of several alike the first goes with the first."""
    found: dict[int, int] = {}
    for key in _KEYS:
        for place, panel in enumerate(ours):
            if place in found:
                continue
            alike = (
                other
                for other, one in enumerate(theirs)
                if other not in found.values() and key(one) == key(panel)
            )
            if (other := next(alike, None)) is not None:
                found[place] = other
    return found


_KEYS: tuple[Callable[[PanelDefinition], Any], ...] = (
    lambda panel: replace(panel, id=None),
    lambda panel: panel.title,
    lambda panel: (panel.kind, panel.queries, panel.options),
    lambda panel: (panel.kind, panel.x, panel.y, panel.w, panel.h),
)
