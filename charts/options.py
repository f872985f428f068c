"""Panels and a range to options and columns: all panels of an answer in one query."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from timeseries.errors import LivecurveError
from timeseries.query import Answer, Columns, Query, ask
from timeseries.timerange import TimeRange, to_milliseconds

from .kind import Head, kinds
from .labels import labels
from .models import Panel
from .plain import last_value, whole_option
from .spec import PanelSpec
from .stacking import Points, aligned

log = logging.getLogger(__name__)

CACHED_OPTIONS = 1_000
# The unit of an aggregate that is not in the unit of its series.
_UNITS = {"count": "", "rate": "{}/s"}


class BrokenKind(LivecurveError):
    """A chart kind raised what it should not."""

    code = "broken_kind"


@dataclass(slots=True)
class Drawing:
    """A panel and what there is to draw in it, or the error that stands in its place.

    `heads`, `columns` and `points` belong together by their places.
    """

    panel: Panel
    spec: PanelSpec = field(default_factory=PanelSpec)
    queries: list[Query] = field(default_factory=list)
    error: LivecurveError | None = None
    heads: list[Head] = field(default_factory=list)
    columns: list[Columns] = field(default_factory=list)
    points: list[Points] = field(default_factory=list)
    option: bytes = b"{}"

    def as_json(self) -> dict[str, Any]:
        """The panel in the answer of a dashboard: its option without data, and its columns."""
        panel = self.panel
        known = panel.kind in kinds
        return {
            "id": panel.pk,
            "title": panel.title,
            "kind": panel.kind,
            "unit": panel.unit,
            "join": kinds[panel.kind].join if known else "points",
            "option": orjson.Fragment(self.option) if not self.error else {},
            "selectors": [query.series for query in self.queries],
            "series": [
                {**columns.as_json(), "label": head.label, "unit": head.unit, "points": points}
                for columns, head, points in zip(self.columns, self.heads, self.points, strict=True)
            ],
            **({"error": str(self.error)} if self.error else {}),
        }

    def whole_option(self, timerange: TimeRange) -> dict[str, Any]:
        """The option with data, for any ECharts page. Raises the drawing's error."""
        if self.error:
            raise self.error
        data = [
            points if kinds[self.panel.kind].join == "points" else last_value(points, head.label)
            for head, points in zip(self.heads, self.points, strict=True)
        ]
        return whole_option(orjson.loads(self.option), data, self.panel.title, timerange)


@lru_cache(maxsize=CACHED_OPTIONS)
def option_without_data(kind: str, spec: PanelSpec, heads: tuple[Head, ...]) -> bytes:
    """The JSON of a kind's option, built once for all that it depends on: pyecharts is slow,
    and a panel changes seldom."""
    return orjson.dumps(kinds[kind]().option(spec, heads))


async def draw(
    panels: Sequence[Panel], timerange: TimeRange, width: int, zone: ZoneInfo | None = None
) -> tuple[Answer, list[Drawing]]:
    """What there is to draw in each panel, of one moment; `width` is in pixels.

    A panel that cannot be drawn has its own error. Raises what `ask` raises for the request
    as a whole.
    """
    drawings = [_prepared(panel) for panel in panels]
    queries = [query for drawing in drawings for query in drawing.queries]
    answer = await ask(queries, timerange, width=width, zone=zone, tolerate=True)
    first = 0
    for drawing in drawings:
        places = range(first, first + len(drawing.queries))
        first = places.stop
        _fill(drawing, answer, places)
    return answer, drawings


async def dashboard_data(
    panels: Sequence[Panel], timerange: TimeRange, width: int, zone: ZoneInfo | None = None
) -> dict[str, Any]:
    """The answer to a dashboard's page: options and columns of all its panels."""
    answer, drawings = await draw(panels, timerange, width, zone)
    return {
        "start": to_milliseconds(timerange.start),
        "end": to_milliseconds(timerange.end),
        "cursor": str(answer.cursor),
        "panels": [drawing.as_json() for drawing in drawings],
    }


def _prepared(panel: Panel) -> Drawing:
    drawing = Drawing(panel)
    try:
        drawing.spec = spec = PanelSpec.of(panel)
        kind = kinds[panel.kind]
        drawing.queries = [
            Query(query.series, _aggregate(query.agg or kind.agg, spec), kind.pixels, query.step)
            for query in spec.queries
        ]
    except LivecurveError as error:
        drawing.error = error
    return drawing


def _aggregate(agg: str, spec: PanelSpec) -> str:
    """M4 picks other times for each series: what is stacked needs the same for all."""
    return "mean" if spec.stack and agg == "m4" else agg


def _fill(drawing: Drawing, answer: Answer, places: range) -> None:
    for place in places:
        if error := answer.errors.get(place):
            drawing.error = drawing.error or error
    if drawing.error:
        return
    spec = drawing.spec
    drawing.columns = [columns for columns in answer.columns if columns.query in places]
    names = labels(
        [columns.series for columns in drawing.columns],
        [spec.queries[columns.query - places.start].label for columns in drawing.columns],
        [columns.agg for columns in drawing.columns],
    )
    drawing.heads = [
        Head(columns.series.pk, name, _unit(columns, spec), columns.agg)
        for columns, name in zip(drawing.columns, names, strict=True)
    ]
    drawing.points = [columns.points for columns in drawing.columns]
    if spec.stack:
        drawing.points = aligned(drawing.points)
    try:
        drawing.option = option_without_data(drawing.panel.kind, spec, tuple(drawing.heads))
    except Exception:
        # Anybody may add a kind: a fault in one must not take the other panels with it.
        log.exception("The kind %s failed.", drawing.panel.kind)
        drawing.error = BrokenKind(
            f"The chart kind {drawing.panel.kind} failed: the server's log says why."
        )


def _unit(columns: Columns, spec: PanelSpec) -> str:
    """What the numbers of a column are in."""
    unit = columns.series.unit
    return spec.unit or (_UNITS.get(columns.agg, "{}").format(unit) if unit else "")
