"""Dashboards of Grafana's, read as far as they map; the rest is listed."""

import re
from typing import Any

from django.utils.text import slugify

from timeseries.timerange import now, parse_instant

from ..dashboard_file import FileFormat, Found, file_formats
from ..definition import Problem
from ..grafana_panels import panels_of
from ..json_text import json_or_none

# What tells a dashboard of Grafana's from one of ours.
MARKS = ("schemaVersion", "gnetId", "__inputs", "templating", "rows", "uid", "timepicker")


@file_formats.register("grafana")
class GrafanaFormat(FileFormat):
    def read(self, text: str) -> Found | None:
        value = json_or_none(text)
        # The API of Grafana wraps it.
        inner = value.get("dashboard") if isinstance(value, dict) else None
        board = inner if isinstance(inner, dict) else value
        if not isinstance(board, dict) or not any(mark in board for mark in MARKS):
            return None
        left_out: list[Problem] = []
        document = {
            "slug": slugify(str(board.get("title")))[:100].strip("-") or "grafana",
            "title": str(board.get("title") or "Grafana")[:200],
            "description": str(board.get("description") or ""),
            "tags": sorted({str(tag)[:40] for tag in _listed(board.get("tags")) if tag}),
            **_range(board.get("time"), left_out),
            "panels": panels_of(board, left_out),
        }
        _leave_out_rest(board, left_out)
        return Found([document], left_out)


def _range(given: Any, left_out: list[Problem]) -> dict[str, str]:
    given = given if isinstance(given, dict) else {}
    found = {}
    for name, side in (("from", "start"), ("to", "end")):
        text = str(given.get(name) or "")
        # Rounding to the day, as in now/d, is not known here.
        plain = re.sub(r"/\w$", "", text)
        try:
            parse_instant(plain, now())
        except ValueError:
            if text:
                left_out.append(Problem(f"time.{name}", f"The time {text:.40} is not known here."))
            continue
        if plain != text:
            left_out.append(Problem(f"time.{name}", f"The time {text:.40} is not rounded."))
        found[side] = plain
    return found


def _leave_out_rest(board: dict[str, Any], left_out: list[Problem]) -> None:
    for part, what in (("templating", "variable"), ("annotations", "annotation")):
        holder = board.get(part)
        for place, one in enumerate(
            _listed(holder.get("list") if isinstance(holder, dict) else [])
        ):
            if isinstance(one, dict) and not one.get("builtIn"):
                reason = f"The {what} {one.get('name')!s:.80} is left out."
                left_out.append(Problem(f"{part}.list[{place}]", reason))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
