"""Panels and a range to options and columns: all panels of an answer in one query."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from timeseries.errors import LivecurveError
from timeseries.fold import Columns
from timeseries.query import Answer, ask
from timeseries.timerange import TimeRange, to_milliseconds

from .curves import Curves
from .drawing import Drawing
from .formulas import Formulas
from .kind import Window, kinds
from .models import Panel
from .questions import questions, zone_of
from .shifting import shift_at
from .spec import PanelSpec
from .spreading import Spread

_UTC = ZoneInfo("UTC")


async def draw(
    panels: Sequence[Panel],
    timerange: TimeRange,
    width: int,
    zone: ZoneInfo | None = None,
    errors: Mapping[Any, LivecurveError] = MappingProxyType({}),
) -> tuple[Answer, list[Drawing]]:
    """What there is to draw in each panel, of one moment; `width` is in pixels, and `errors` are
    known already, by the ids of panels.

    A panel that cannot be drawn has its own error. Raises what `ask` raises for the request
    as a whole.
    """
    drawings = [_prepared(panel, errors.get(panel.pk), timerange.end, zone) for panel in panels]
    queries = [question.query for drawing in drawings for question in drawing.questions]
    answer = await ask(queries, timerange, width=width, zone=zone, tolerate=True)
    start, end = to_milliseconds(timerange.start), to_milliseconds(timerange.end)
    columns = _by_question(answer)
    first = 0
    for drawing in drawings:
        places = range(first, first + len(drawing.questions))
        first = places.stop
        _fill(drawing, answer, [columns[place] for place in places], places, width)
        if not drawing.error:
            drawing.finish(Window(start, end, zone_of(drawing.spec) or zone or _UTC, width))
    return answer, drawings


async def dashboard_data(
    panels: Sequence[Panel],
    timerange: TimeRange,
    width: int,
    zone: ZoneInfo | None = None,
    errors: Mapping[Any, LivecurveError] = MappingProxyType({}),
) -> dict[str, Any]:
    """The answer to a dashboard's page: options and columns of all its panels."""
    answer, drawings = await draw(panels, timerange, width, zone, errors)
    return {
        "start": to_milliseconds(timerange.start),
        "end": to_milliseconds(timerange.end),
        "cursor": str(answer.cursor),
        "panels": [drawing.as_json() for drawing in drawings],
    }


def _prepared(
    panel: Panel, error: LivecurveError | None, end: int, zone: ZoneInfo | None
) -> Drawing:
    drawing = Drawing(panel, error=error)
    if error:
        return drawing
    try:
        kind = kinds[panel.kind]
        drawing.spec = spec = PanelSpec.of(panel, kind.options)
        drawing.formulas = Formulas.of(spec.queries)
        own = zone_of(spec) or zone
        drawing.shifts = [shift_at(query.shift or 0, end, own) for query in spec.queries]
        drawing.questions = questions(spec, kind, drawing.formulas, drawing.shifts)
    except LivecurveError as error:
        drawing.error = error
    return drawing


def _by_question(answer: Answer) -> dict[int, list[Columns]]:
    found: dict[int, list[Columns]] = defaultdict(list)
    for columns in answer.columns:
        found[columns.query].append(columns)
    return found


def _fill(
    drawing: Drawing,
    answer: Answer,
    columns: Sequence[list[Columns]],
    places: Sequence[int],
    width: int,
) -> None:
    """Give a drawing its part of the answer, or its first error."""
    errors = [answer.errors[place] for place in places if place in answer.errors]
    drawing.error = drawing.error or next(iter(errors), None)
    if drawing.error or drawing.formulas is None:
        return
    kind = kinds[drawing.panel.kind]
    found = {
        (question.place, question.role): answered
        for question, answered in zip(drawing.questions, columns, strict=True)
    }
    pixels = 1 if kind.columns else kind.pixels
    spread = Spread(kind.aggs, pixels, answer.range.span, width)
    curves = Curves(drawing.spec, kind, drawing.formulas, found, answer.range.start, spread)
    try:
        drawing.fill(curves.all())
    except LivecurveError as error:
        drawing.error = error
