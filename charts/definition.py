"""What a dashboard is, apart from where it is kept: the form in files, in the API and in the
history.

A document has its fields in a fixed order, without those that are at their defaults; panels
are ordered by their place, and have no ids. Equal dashboards make equal documents, so that
files can be compared line by line.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from timeseries.errors import BadParameter, BadRequest
from timeseries.timerange import now, parse_range

from .definition_fields import DASHBOARD, PANEL, Check, check_own_options

PANELS = 200
# What the API answers beside the definition, and takes back unread.
PASSED_OVER = frozenset({"version"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Where in a document something is wrong, and what it takes there."""

    at: str
    reason: str

    def __str__(self) -> str:
        return f"{self.at}: {self.reason}" if self.at else self.reason

    def as_json(self) -> dict[str, str]:
        return {"at": self.at, "reason": self.reason}


class BadDefinition(BadRequest):
    """A document is no dashboard; `problems` has a sentence for each part that is wrong."""

    code = "bad_definition"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        first, more = problems[0], len(problems) - 1
        super().__init__(f"{first} ({more} more)" if more else str(first))


@dataclass(frozen=True, slots=True)
class PanelDefinition:
    """A panel. `id` is that of a row that it may keep; it is in no document, and two panels
    that differ in it alone are equal."""

    title: str
    kind: str
    unit: str = ""
    x: int = 0
    y: int = 0
    w: int = 6
    h: int = 4
    queries: list[dict[str, Any]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    id: int | None = field(default=None, compare=False)

    def as_document(self) -> dict[str, Any]:
        return _told(self)

    @property
    def order(self) -> tuple[int, int, str, str]:
        return self.y, self.x, self.title, json.dumps(self.as_document(), sort_keys=True)


@dataclass(frozen=True, slots=True)
class Definition:
    """A dashboard. `folder` is a path such as `House/Cellar`."""

    slug: str
    title: str
    description: str = ""
    folder: str = ""
    tags: list[str] = field(default_factory=list)
    start: str = "now-1h"
    end: str = "now"
    zone: str = ""
    variables: list[dict[str, Any]] = field(default_factory=list)
    panels: list[PanelDefinition] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.panels.sort(key=lambda panel: panel.order)

    @classmethod
    def of(cls, document: Any, **defaults: Any) -> "Definition":
        """The checked definition; `defaults` stand in for fields that are not there. Raises
        BadDefinition with every problem."""
        problems: list[Problem] = []
        if not isinstance(document, dict):
            raise BadDefinition([Problem("", 'A dashboard is an object such as {"title": "Lab"}.')])
        document = {**defaults, **document}
        panels = _panels(document.pop("panels", []), problems)
        given = _checked(cls, document, DASHBOARD, "", problems)
        if not problems:
            found = cls(**given, panels=panels)
            problems += _range_problems(found)
        if problems:
            raise BadDefinition(problems)
        return found

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values, in the order of the fields."""
        told = _told(self)
        if self.panels:
            told["panels"] = [panel.as_document() for panel in self.panels]
        return told


def _range_problems(definition: Definition) -> list[Problem]:
    try:
        parse_range(definition.start, definition.end, now())
    except BadParameter:
        return [Problem("start", "takes a time that is not after end.")]
    return []


def _panels(documents: Any, problems: list[Problem]) -> list[PanelDefinition]:
    if not isinstance(documents, list) or len(documents) > PANELS:
        problems.append(Problem("panels", f"takes a list of at most {PANELS} panels."))
        return []
    found = [_panel(f"panels[{place}]", one, problems) for place, one in enumerate(documents)]
    return [panel for panel in found if panel]


def _panel(at: str, document: Any, problems: list[Problem]) -> PanelDefinition | None:
    if not isinstance(document, dict):
        problems.append(Problem(at, 'takes an object such as {"title": "Air", "kind": "line"}.'))
        return None
    found: list[Problem] = []
    given = _checked(PanelDefinition, document, PANEL, f"{at}.", found)
    if not found:
        try:
            check_own_options(given["kind"], given.get("options", {}))
        except ValueError as error:
            found.append(Problem(f"{at}.options", f"takes {error}."))
    problems += found
    return None if found else PanelDefinition(**given)


def _checked(
    kind: type,
    document: Mapping[Any, Any],
    checks: Mapping[str, Check],
    place: str,
    problems: list[Problem],
) -> dict[str, Any]:
    """The fields of a document, each passed through its check."""
    given = {}
    known = ", ".join(checks)
    for name in document:
        if name not in checks and name not in PASSED_OVER:
            problems.append(
                Problem(f"{place}{name!s:.40}", f"is no field here; there are {known}.")
            )
    for name, check in checks.items():
        if name not in document:
            if _is_required(kind, name):
                problems.append(Problem(f"{place}{name}", "has to be given."))
            continue
        try:
            given[name] = check(document[name])
        except ValueError as error:
            problems.append(Problem(f"{place}{name}", f"takes {error}."))
    return given


def _is_required(kind: type, name: str) -> bool:
    [one] = [field for field in fields(kind) if field.name == name]
    return one.default is MISSING and one.default_factory is MISSING


def _told(definition: Definition | PanelDefinition) -> dict[str, Any]:
    """The fields that differ from their defaults; those that are compared alone."""
    values = {one: getattr(definition, one.name) for one in fields(definition) if one.compare}
    return {one.name: value for one, value in values.items() if value != _default(one)}


def _default(one: "Field[Any]") -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()
