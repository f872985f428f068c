"""Django's fixtures: rows of the models, as `loaddata` takes and `dumpdata` gives them."""

import json
from typing import Any

from ..dashboard_file import Found, WrittenFormat, file_formats
from ..definition import Definition
from ..json_text import json_or_none

DASHBOARD, PANEL = "charts.dashboard", "charts.panel"
# What rows have beside what makes up a dashboard.
_ROWS_ALONE = ("position", "updated_at", "version")


@file_formats.register("fixture")
class FixtureFormat(WrittenFormat):
    suffix = ".fixture.json"
    media_type = "application/json"

    def read(self, text: str) -> Found | None:
        """The dashboards of a fixture with natural keys; rows of other models are passed over."""
        rows = json_or_none(text)
        if not isinstance(rows, list) or not any(_model(row) == DASHBOARD for row in rows):
            return None
        boards: dict[str, dict[str, Any]] = {}
        for row in rows:
            if _model(row) == DASHBOARD:
                fields = _fields(row)
                boards[str(fields.get("slug"))] = {**fields, "panels": []}
        for row in rows:
            if _model(row) == PANEL:
                panel = _fields(row)
                key = panel.pop("dashboard", None)
                slug = str(key[0]) if isinstance(key, list) and len(key) == 1 else ""
                if slug in boards:
                    boards[slug]["panels"].append(panel)
        return Found(list(boards.values()))

    def write(self, definition: Definition) -> str:
        document = definition.as_document()
        panels = document.pop("panels", [])
        rows = [{"model": DASHBOARD, "fields": document}]
        for panel in panels:
            fields = {"dashboard": [definition.slug], **panel}
            rows.append({"model": PANEL, "fields": fields})
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _model(row: Any) -> str:
    return str(row.get("model")).lower() if isinstance(row, dict) else ""


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    given = row.get("fields")
    fields = given if isinstance(given, dict) else {}
    return {name: value for name, value in fields.items() if name not in _ROWS_ALONE}
