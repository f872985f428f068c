"""Panels and a range to options and columns: all panels of an answer in one query."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import orjson

from timeseries.errors import BadParameter, LivecurveError
from timeseries.query import Answer, Columns, Query, ask
from timeseries.timerange import TimeRange, parse_zone, to_milliseconds

from .kind import Answered, ChartKind, Head, Window, kinds
from .labels import labels
from .laying import laid_over
from .models import Panel
from .plain import last_value, whole_option
from .spec import PanelSpec
from .stacking import Points, aligned

log = logging.getLogger(__name__)

CACHED_OPTIONS = 1_000
_UTC = ZoneInfo("UTC")
# The unit of an aggregate that is not in the unit of its series.
_UNITS = {"count": "", "rate": "{}/s"}


class BrokenKind(LivecurveError):
    """A chart kind raised what it should not."""

    code = "broken_kind"


@dataclass(slots=True)
class Drawing:
    """A panel and what there is to draw in it, or the error that stands in its place.

    `heads`, `columns`, `points` and `answers` belong together by their places: `columns` and
    `points` are those of the kind's first aggregate, `answers` those of all.
    """

    panel: Panel
    spec: PanelSpec = field(default_factory=PanelSpec)
    queries: list[Query] = field(default_factory=list)
    error: LivecurveError | None = None
    heads: list[Head] = field(default_factory=list)
    columns: list[Columns] = field(default_factory=list)
    points: list[Points] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    option: bytes = b"{}"
    shaped: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The panel in the answer of a dashboard: its option without data, and its columns."""
        panel = self.panel
        known = panel.kind in kinds
        # What is shaped is drawn as it is; the newest point tells how fresh that is.
        points = self.points if self.shaped is None else [_newest(one) for one in self.points]
        return {
            "id": panel.pk,
            "title": panel.title,
            "kind": panel.kind,
            "unit": panel.unit,
            "join": kinds[panel.kind].join if known else "points",
            "option": orjson.Fragment(self.option) if not self.error else {},
            "selectors": [query.series for query in self.queries],
            "series": [
                {**columns.as_json(), "label": head.label, "unit": head.unit, "points": given}
                for columns, head, given in zip(self.columns, self.heads, points, strict=True)
            ],
            **({"shaped": self.shaped} if self.shaped is not None else {}),
            **({"error": str(self.error)} if self.error else {}),
        }

    def whole_option(self, timerange: TimeRange) -> dict[str, Any]:
        """The option with data, for any ECharts page. Raises the drawing's error."""
        if self.error:
            raise self.error
        option = orjson.loads(self.option)
        if self.shaped is None:
            is_last = kinds[self.panel.kind].join == "last"
            shaped = {"series": [
                {"data": last_value(points, head.label) if is_last else points}
                for head, points in zip(self.heads, self.points, strict=True)
            ]}  # fmt: skip
        else:
            shaped = self.shaped
        return whole_option(laid_over(option, shaped), self.panel.title, timerange)


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
    start, end = to_milliseconds(timerange.start), to_milliseconds(timerange.end)
    first = 0
    for drawing in drawings:
        places = range(first, first + len(drawing.queries))
        first = places.stop
        _fill(drawing, answer, places)
        _draw(drawing, Window(start, end, _zone(drawing.spec) or zone or _UTC, width))
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
        kind = kinds[panel.kind]
        drawing.spec = spec = PanelSpec.of(panel, kind.options)
        drawing.queries = [
            Query(
                query.series,
                agg,
                kind.pixels,
                query.step or kind.step,
                kind.columns,
                _zone(spec),
            )
            for query in spec.queries
            for agg in kind.aggs or (_aggregate(query.agg or kind.agg, spec),)
        ]
    except LivecurveError as error:
        drawing.error = error
    return drawing


def _aggregate(agg: str, spec: PanelSpec) -> str:
    """M4 picks other times for each series: what is stacked needs the same for all."""
    return "mean" if spec.stack and agg == "m4" else agg


def _zone(spec: PanelSpec) -> ZoneInfo | None:
    return parse_zone(dict(spec.own).get("zone"))


def _fill(drawing: Drawing, answer: Answer, places: range) -> None:
    """Give a drawing its part of the answer."""
    for place in places:
        if error := answer.errors.get(place):
            drawing.error = drawing.error or error
    if drawing.error:
        return
    spec, kind = drawing.spec, kinds[drawing.panel.kind]
    groups = list(_groups(answer, places, len(kind.aggs) or 1))
    drawing.columns = [group[0] for group in groups]
    each = len(kind.aggs) or 1
    names = labels(
        [columns.series for columns in drawing.columns],
        [spec.queries[(one.query - places.start) // each].label for one in drawing.columns],
        [columns.agg for columns in drawing.columns],
    )
    drawing.heads = [
        Head(columns.series.pk, name, _unit(columns, spec), columns.agg)
        for columns, name in zip(drawing.columns, names, strict=True)
    ]
    drawing.answers = [{one.agg: one.points for one in group} for group in groups]
    drawing.points = [columns.points for columns in drawing.columns]
    if spec.stack:
        drawing.points = aligned(drawing.points)
    if kind.most is not None and len(groups) > kind.most:
        sentence = f"{kind.most} series at most for this kind of chart, and not {len(groups)}"
        drawing.error = BadParameter("queries", sentence)


def _groups(answer: Answer, places: range, each: int) -> Iterator[tuple[Columns, ...]]:
    """The columns of each series, one of each of the `each` aggregates."""
    for first in range(places.start, places.stop, each):
        aggs = (
            [columns for columns in answer.columns if columns.query == place]
            for place in range(first, first + each)
        )
        yield from zip(*aggs, strict=True)


def _draw(drawing: Drawing, window: Window) -> None:
    if drawing.error:
        return
    panel, spec, heads = drawing.panel, drawing.spec, tuple(drawing.heads)
    kind: ChartKind = kinds[panel.kind]()
    try:
        drawing.option = option_without_data(panel.kind, spec, heads)
        if kind.join == "shaped":
            drawing.shaped = kind.shape(spec, heads, drawing.answers, window)
    except Exception:
        # Anybody may add a kind: a fault in one must not take the other panels with it.
        log.exception("The kind %s failed.", panel.kind)
        drawing.error = BrokenKind(
            f"The chart kind {panel.kind} failed: the server's log says why."
        )


def _newest(points: Points) -> Points:
    return points[~np.isnan(points[:, 1])][-1:]


def _unit(columns: Columns, spec: PanelSpec) -> str:
    """What the numbers of a column are in."""
    unit = columns.series.unit
    return spec.unit or (_UNITS.get(columns.agg, "{}").format(unit) if unit else "")
