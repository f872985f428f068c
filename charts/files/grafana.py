"""Dashboards of Grafana's, read as far as they map; the rest is listed."""

import re
from typing import Any

from django.utils.text import slugify

from timeseries.errors import BadParameter
from timeseries.timerange import now, parse_instant, parse_zone

from ..dashboard_file import FileFormat, Found, file_formats
from ..definition import Problem
from ..grafana_panels import panels_of
from ..grafana_variables import variables_of
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
        variables = variables_of(board, left_out)
        document = {
            "slug": slugify(str(board.get("title")))[:100].strip("-") or "grafana",
            "title": str(board.get("title") or "Grafana")[:200],
            "description": str(board.get("description") or ""),
            "tags": sorted({str(tag)[:40] for tag in _listed(board.get("tags")) if tag}),
            **_range(board.get("time"), left_out),
            "zone": _zone(board.get("timezone"), left_out),
            "variables": variables,
            "panels": panels_of(board, left_out, {one["name"] for one in variables}),
        }
        _leave_out_rest(board, left_out)
        return Found([document], left_out)


def _range(given: Any, left_out: list[Problem]) -> dict[str, str]:
    given = given if isinstance(given, dict) else {}
    found = {}
    for name, side in (("from", "start"), ("to", "end")):
        text = str(given.get(name) or "")
        # There an end is rounded up, here every time down.
        rounded = re.search(r"/([smhdwMy])$", text)
        ours = f"{text}+1{rounded[1]}" if rounded and side == "end" else text
        try:
            parse_instant(ours, now())
        except ValueError:
            if text:
                left_out.append(Problem(f"time.{name}", f"The time {text:.40} is not known here."))
            continue
        found[side] = ours
    return found


def _zone(given: Any, left_out: list[Problem]) -> str:
    name = {"utc": "UTC", "browser": ""}.get(str(given or ""), str(given or ""))
    try:
        parse_zone(name)
    except BadParameter:
        left_out.append(Problem("timezone", f"The time zone {name:.64} is not known here."))
        return ""
    return name


def _leave_out_rest(board: dict[str, Any], left_out: list[Problem]) -> None:
    holder = board.get("annotations")
    for place, one in enumerate(_listed(holder.get("list") if isinstance(holder, dict) else [])):
        if isinstance(one, dict) and not one.get("builtIn"):
            reason = f"The annotation {one.get('name')!s:.80} is left out."
            left_out.append(Problem(f"annotations.list[{place}]", reason))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
