"""One panel on its way to what a page draws."""

import logging
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import orjson

from timeseries.errors import BadParameter, LivecurveError
from timeseries.fold import Columns
from timeseries.models import STATE
from timeseries.timerange import TimeRange

from .curves import Curve, unit_after
from .formulas import Formulas
from .kind import Answered, ChartKind, Head, Window, kinds
from .labels import labels
from .laying import laid_over
from .looks import look_of
from .models import Panel
from .panel_query import PanelQuery
from .plain import last_value, whole_option, with_colors
from .questions import Question
from .spec import PanelSpec
from .stacking import Points, aligned

log = logging.getLogger(__name__)

CACHED_OPTIONS = 1_000


class BrokenKind(LivecurveError):
    """A chart kind raised what it should not."""

    code = "broken_kind"


@dataclass(slots=True)
class Drawing:
    """A panel and what there is to draw in it, or the error that stands in its place.

    `heads`, `curves` and `points` belong together by their places: `points` are those of the
    kind's first aggregate. `shifts` are how long before (µs) the readings of each query lie.
    """

    panel: Panel
    spec: PanelSpec = field(default_factory=PanelSpec)
    formulas: Formulas | None = None
    questions: list[Question] = field(default_factory=list)
    shifts: list[int] = field(default_factory=list)
    error: LivecurveError | None = None
    heads: list[Head] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    points: list[Points] = field(default_factory=list)
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
            "options": self.spec.display.as_json(),
            "option": orjson.Fragment(self.option) if not self.error else {},
            "selectors": [*dict.fromkeys(one.query.series for one in self.questions)],
            "series": [
                _series(*parts)
                for parts in zip(self.curves, self.heads, points, self._looks(), strict=True)
            ],
            **({"shaped": self.shaped} if self.shaped is not None else {}),
            **({"error": str(self.error)} if self.error else {}),
        }

    def _looks(self) -> list[dict[str, Any]]:
        first = {curve.place: curve for curve in reversed(self.curves)}
        return [
            look_of(
                self.spec.queries[curve.place],
                curve,
                first=first[curve.place] is curve,
                shift=self.shifts[curve.place],
            )
            for curve in self.curves
        ]

    def fill(self, curves: list[Curve]) -> None:
        """Give it its curves, with their names and units."""
        queries = [self.spec.queries[curve.place] for curve in curves]
        columns = [curve.columns for curve in curves]
        names = labels(
            [one.series for one in columns],
            [query.label for query in queries],
            [one.agg for one in columns],
            [query.shift for query in queries],
        )
        self.curves = curves
        self.heads = [
            head_of(curve, query, name, self.spec)
            for curve, query, name in zip(curves, queries, names, strict=True)
        ]
        self.points = [_shown(curve.columns) for curve in curves]
        if self.spec.stack:
            self.points = aligned(self.points)
        most = kinds[self.panel.kind].most
        if most is not None and len(curves) > most:
            sentence = f"{most} series at most for this kind of chart, and not {len(curves)}"
            self.error = BadParameter("queries", sentence)

    def finish(self, window: Window) -> None:
        """Build its option, and what it shows in place of points."""
        panel, spec, heads = self.panel, self.spec, tuple(self.heads)
        kind: ChartKind = kinds[panel.kind]()
        answers: list[Answered] = [curve.answers for curve in self.curves]
        try:
            self.option = option_without_data(panel.kind, spec, heads)
            if kind.join == "shaped":
                self.shaped = kind.shape(spec, heads, answers, window)
        except Exception:
            # Anybody may add a kind: a fault in one must not take the other panels with it.
            log.exception("The kind %s failed.", panel.kind)
            self.error = BrokenKind(
                f"The chart kind {panel.kind} failed: the server's log says why."
            )

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
        colors = [look.get("color") for look in self._looks()]
        whole = with_colors(laid_over(option, shaped), colors)
        return whole_option(whole, self.panel.title, timerange)


@lru_cache(maxsize=CACHED_OPTIONS)
def option_without_data(kind: str, spec: PanelSpec, heads: tuple[Head, ...]) -> bytes:
    """The JSON of a kind's option, built once for all that it depends on: pyecharts is slow,
    and a panel changes seldom."""
    return orjson.dumps(kinds[kind]().option(spec, heads))


def head_of(curve: Curve, query: PanelQuery, label: str, spec: PanelSpec) -> Head:
    """What an option shows of a curve. The unit of its query counts, then that of its axis, of
    the panel, of the series."""
    columns = curve.columns
    right = spec.display.right.unit if query.axis == "right" and spec.display.right else ""
    unit = query.unit or right or spec.unit or _unit(columns)
    step = columns.series.semantics in ("step", STATE) and columns.agg not in ("rate", "delta")
    # What was computed is of no series that is stored.
    states = dict(columns.states)
    return Head(columns.series.pk or 0, label, unit, columns.agg, query.axis, step, states)


def _unit(columns: Columns) -> str:
    """A computed curve has its unit already."""
    return unit_after(columns) if columns.series.pk else columns.series.unit


def _shown(columns: Columns) -> Points:
    """A step has no gaps: what it is stays until it is something else."""
    points = columns.points
    return points[~np.isnan(points[:, 1])] if columns.series.semantics == "step" else points


def _series(curve: Curve, head: Head, points: Points, look: dict[str, Any]) -> dict[str, Any]:
    """A curve, with the look that its query gives it and the ends of its band."""
    return {
        **curve.columns.as_json(),
        "query": curve.place,
        "label": head.label,
        "unit": head.unit,
        "points": points,
        **({"low": curve.low, "high": curve.high} if curve.low is not None else {}),
        **({"look": look} if look else {}),
        **({} if curve.live else {"live": False}),
    }


def _newest(points: Points) -> Points:
    return points[~np.isnan(points[:, 1])][-1:]
