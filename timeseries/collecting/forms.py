"""The form of a collector, made from what its kind has to be told: posted texts to what `editing`
takes, and both back into fields with what was typed and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..collector import Collector
from .durations import shown_duration
from .fields import Choice, Field, Rows
from .models import Collection
from .tagging import shown_pairs

# Before the names of a kind's own settings.
OWN = "settings."
FORGET = "forget."


@dataclass(slots=True)
class Drawn:
    """A field as a template draws it."""

    name: str
    label: Any
    widget: str = "text"
    value: Any = ""
    help: Any = ""
    error: str = ""
    required: bool = False
    placeholder: str = ""
    # Of a secret: whether one is kept.
    is_set: bool = False
    options: Sequence[tuple[str, Any]] = ()
    rows: "list[list[Drawn]]" = field(default_factory=list)

    @property
    def posted(self) -> str:
        """Under which name it is posted: fields of rows under one name for all of them."""
        return re.sub(r"\[\d+\]", "", self.name)

    @property
    def forget(self) -> str:
        """The name of the switch that takes a secret away."""
        return FORGET + self.name.removeprefix(OWN)

    @property
    def id(self) -> str:
        """Of its input, as HTML takes it."""
        return "field-" + self.name.replace(".", "-").replace("[", "-").replace("]", "")


COMMON = (
    ("interval", _("Every"), _("As in 10s, 5m or 1h.")),
    ("cron", _("Or by cron"), _("As in */5 8-18 * * 1-5; empty: every so often.")),
    ("zone", _("Time zone"), _("Of the cron expression.")),
    ("timeout", _("Timeout"), _("What one run may take, as in 10s.")),
    ("labels", _("Labels"), _("Tags that every reading gets, as in site=north.")),
)


def given_of(kind: type[Collector], posted: QueryDict) -> dict[str, Any]:
    """What was typed, as `editing` takes it. A secret that was left empty is not given."""
    given: dict[str, Any] = {name: posted.get(name, "") for name, _label, _help in COMMON}
    given |= {"name": posted.get("name", ""), "enabled": "enabled" in posted}
    settings: dict[str, Any] = {}
    for one in kind.settings:
        name = f"{OWN}{one.name}"
        if isinstance(one, Rows):
            settings[one.name] = _posted_rows(one, name, posted)
        elif one.widget == "switch":
            settings[one.name] = name in posted
        elif not one.secret or posted.get(name):
            settings[one.name] = posted.get(name, "")
        elif f"{FORGET}{one.name}" in posted:
            settings[one.name] = ""
    return {**given, "settings": settings}


def _posted_rows(rows: Rows, name: str, posted: QueryDict) -> list[dict[str, str]]:
    """Those that are not empty, in their order."""
    columns = [posted.getlist(f"{name}.{one.name}") for one in rows.fields]
    found = [
        dict(zip((one.name for one in rows.fields), cells, strict=True))
        for cells in zip(*columns, strict=False)
    ]
    return [row for row in found if any(text.strip() for text in row.values())]


def given_before(row: Collection) -> dict[str, Any]:
    """The same of a collector that is there."""
    return {
        "name": row.name,
        "interval": shown_duration(row.interval),
        "cron": row.cron,
        "zone": row.zone,
        "timeout": shown_duration(row.timeout),
        "labels": shown_pairs(row.labels),
        "enabled": row.enabled,
        "settings": row.settings,
    }


def given_new(kind: type[Collector]) -> dict[str, Any]:
    """The same of one that is to be made."""
    return {
        "name": "",
        "interval": shown_duration(kind.interval),
        "cron": "",
        "zone": "UTC",
        "timeout": shown_duration(kind.timeout),
        "labels": "",
        "enabled": True,
        "settings": {one.name: one.default for one in kind.settings},
    }


def drawn_common(given: Mapping[str, Any], problems: Mapping[str, str]) -> list[Drawn]:
    """When it runs, and what its readings get."""
    return [
        Drawn(name, label, "text", given[name], told, problems.get(name, ""))
        for name, label, told in COMMON
    ]


def drawn_own(
    kind: type[Collector],
    given: Mapping[str, Any],
    problems: Mapping[str, str],
    kept: Mapping[str, Any],
    more: int = 0,
) -> list[Drawn]:
    """The settings of the kind. `kept` are the secrets that there are, `more` rows are empty."""
    return [
        _drawn(one, f"{OWN}{one.name}", given["settings"].get(one.name), problems, kept, more)
        for one in kind.settings
    ]


def _drawn(
    one: Field,
    name: str,
    value: Any,
    problems: Mapping[str, str],
    kept: Mapping[str, Any],
    more: int,
) -> Drawn:
    made = Drawn(
        name,
        one.label,
        one.widget,
        # Not even one that was typed just now is sent back.
        "" if one.secret else value if one.widget in ("switch", "rows") else one.as_text(value),
        one.help,
        problems.get(name, ""),
        one.required,
        getattr(one, "placeholder", ""),
        one.name in kept,
    )
    if isinstance(one, Choice):
        made.options = one.options()
    if isinstance(one, Rows):
        rows = [*(value or []), *[{}] * max(more, 0 if value else 1)]
        made.rows = [
            [
                _drawn(inner, f"{name}[{place}].{inner.name}", row.get(inner.name), problems, {}, 0)
                for inner in one.fields
            ]
            for place, row in enumerate(rows)
        ]
    return made
