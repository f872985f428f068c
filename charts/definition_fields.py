"""What each field of a definition takes.

A check gives the value in its one form back, or raises ValueError whose text goes on after
"takes": "a text of at most 200 characters".
"""

import re
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from timeseries.errors import BadParameter, LivecurveError
from timeseries.selector import parse_selector
from timeseries.timerange import TIME_FORMS, now, parse_instant, parse_zone

from .choices import Choice
from .kind import kinds
from .panel_query import FIELDS
from .plain_json import plain, plain_text
from .spec import PanelSpec
from .variables import checked as variables
from .variables import with_stand_ins

Check = Callable[[Any], Any]

COLUMNS = 12
# As far as a small whole number of the database goes.
ROWS = 32_767
LARGEST_ID = 2**63 - 1
TAGS = 50
# Doors beside those of the dashboards.
TAKEN = frozenset({"import"})
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,100}")


def text(most: int, least: int = 0) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not least <= len(value.strip()) or len(value) > most:
            raise ValueError(f"a text of {least} to {most} characters")
        return plain_text(value)

    return check


def whole(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return value

    return check


def slug(value: Any) -> str:
    if not isinstance(value, str) or not _SLUG.fullmatch(value) or value in TAKEN:
        raise ValueError("1 to 100 letters of a to z, digits, hyphens and underscores")
    return value


def tags(value: Any) -> list[str]:
    """Sorted, each once."""
    if not isinstance(value, list) or len(value) > TAGS:
        raise ValueError(f"a list of at most {TAGS} texts")
    check = text(40, least=1)
    return sorted({check(tag).strip() for tag in value})


def folder(value: Any) -> str:
    """Without empty parts: `House/Cellar`."""
    parts = (part.strip() for part in text(200)(value).split("/"))
    return "/".join(part for part in parts if part)


def moment(value: Any) -> str:
    """One end of a range; epoch milliseconds may come as a number."""
    given = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    found: str = text(40, least=1)(given)
    try:
        parse_instant(found, now())
    except ValueError:
        raise ValueError(TIME_FORMS) from None
    return found


def zone(value: Any) -> str:
    """The name of a time zone; empty is that of whoever looks."""
    found: str = text(64)(value)
    try:
        parse_zone(found)
    except BadParameter:
        raise ValueError("a time zone such as Europe/Berlin, or UTC") from None
    return found


def kind(value: Any) -> str:
    if not isinstance(value, str) or value not in kinds:
        raise ValueError(f"one of {', '.join(kinds.names())}")
    return value


def queries(value: Any) -> list[dict[str, Any]]:
    """Each query with its known fields first, and without those that are empty."""
    given = plain(value)
    spec = _spec(queries=given, options={})
    for place, query in enumerate(spec.queries):
        if query.series and not query.series.isdecimal():
            try:
                parse_selector(with_stand_ins(query.series))
            except LivecurveError as error:
                raise ValueError(f"in [{place}] {_another(error)}") from None
    return [_ordered(query) for query in given]


def options(value: Any) -> dict[str, Any]:
    """Without those that are null."""
    given: dict[str, Any] = plain(value)
    _spec(queries=[], options=given)
    return {name: item for name, item in given.items() if item is not None}


DASHBOARD: dict[str, Check] = {
    "slug": slug,
    "title": text(200, least=1),
    "description": text(10_000),
    "folder": folder,
    "tags": tags,
    "start": moment,
    "end": moment,
    "zone": zone,
    "variables": variables,
}
PANEL: dict[str, Check] = {
    "title": text(200),
    "kind": kind,
    "unit": text(40),
    "x": whole(0, COLUMNS - 1),
    "y": whole(0, ROWS),
    "w": whole(1, COLUMNS),
    "h": whole(1, ROWS),
    "queries": queries,
    "options": options,
    "id": whole(1, LARGEST_ID),
}


def check_own_options(kind: str, options: dict[str, Any]) -> None:
    """Raises ValueError for one that the kind has of its own and that is not as it takes it."""
    _spec(kinds[kind].options, queries=[], options=options)


def _spec(choices: Mapping[str, Choice] | None = None, **stored: Any) -> PanelSpec:
    try:
        return PanelSpec.of(SimpleNamespace(unit="", **stored), choices)
    except BadParameter as error:
        raise ValueError(f"{_takes(error)} in {error.parameter}") from None


def _ordered(query: dict[str, Any]) -> dict[str, Any]:
    says = [name for name, choice in FIELDS.items() if _says(choice, query.get(name))]
    return {name: query[name] for name in [*says, *(n for n in query if n not in FIELDS)]}


def _says(choice: Choice, given: Any) -> bool:
    return given is not None and choice.read(given) != choice.default


def _takes(error: BadParameter) -> str:
    return str(error).removeprefix(f"{error.parameter} takes ").rstrip(".")


def _another(error: LivecurveError) -> str:
    told = str(error).rstrip(".")
    return f"another selector: {told}"
