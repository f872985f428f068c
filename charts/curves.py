"""The curves of a panel: as they were answered, combined, or computed by formulas."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from timeseries.errors import BadParameter
from timeseries.fold import Columns
from timeseries.formula import names_in
from timeseries.formula_values import Computation
from timeseries.lines import Line, combine
from timeseries.models import Series
from timeseries.points import point_rows
from timeseries.series_key import SeriesKey

from .formulas import Formulas, unit_of
from .kind import Answered, ChartKind
from .panel_query import PanelQuery
from .questions import DRAWN, HIGH, INPUT, INPUT_HIGH, INPUT_LOW, LOW, RATES
from .spec import PanelSpec
from .spreading import Spread
from .stacking import Points

# Of each column its own: nothing that stands until the next.
AMOUNTS = frozenset({"sum", "count", "delta"})
# The unit of an aggregate that is not in the unit of its series.
UNITS = {"count": "", "rate": "{}/s"}
# By what the ends of a band are combined.
LOWEST, HIGHEST = {"mean": "min"}, {"mean": "max"}

Found = Mapping[tuple[int, str], Sequence[Columns]]


@dataclass(slots=True)
class Curve:
    """One curve: the panel's query at `place` that it is of, its columns, and its points by the
    aggregates of the kind. `low` and `high` are the ends of a band, at the times of the points.
    What is not `live` cannot go on with the next reading."""

    place: int
    columns: Columns
    answers: Answered = field(default_factory=dict)
    low: Points | None = None
    high: Points | None = None
    live: bool = True


@dataclass(frozen=True, slots=True)
class Operand:
    """What a formula takes of one series or one group of them."""

    tags: Mapping[str, str]
    line: Line
    unit: str
    source: Columns


@dataclass(frozen=True, slots=True)
class Curves:
    """All that a panel's answers give. `start` is where its range begins (µs); `found` are the
    answered columns by the place of the query and their role."""

    spec: PanelSpec
    kind: type[ChartKind]
    formulas: Formulas
    found: Found
    start: int
    spread: Spread

    def all(self) -> list[Curve]:
        """In the order of the queries. Raises BadParameter for a formula whose series cannot be
        told which belong together."""
        computed = self._computed()
        curves: list[Curve] = []
        for place, query in enumerate(self.spec.queries):
            if query.hidden:
                continue
            if query.formula or query.combine:
                curves += self._of_computed(place, query, computed[place])
            else:
                curves += self._plain(place, query)
        return curves

    def _of_computed(
        self, place: int, query: PanelQuery, operands: Sequence[Operand]
    ) -> list[Curve]:
        curves = [self._curve(place, one) for one in operands]
        if query.band and not self.spec.stack:
            self._add_combined_band(query, curves)
        return curves

    def _plain(self, place: int, query: PanelQuery) -> list[Curve]:
        live = not query.band and not query.shift
        if not self.kind.aggs:
            curves = [
                Curve(place, one, {one.agg: one.points}, live=live)
                for one in self.found.get((place, DRAWN), ())
            ]
            self._add_band(place, curves)
            return curves
        groups = zip(*(self.found.get((place, agg), ()) for agg in self.kind.aggs), strict=True)
        curves = [
            Curve(place, group[0], {one.agg: one.points for one in group}, live=live)
            for group in groups
        ]
        curves += [
            Curve(place, one, self.spread.answers(one), live=False)
            for one in self.found.get((place, RATES), ())
        ]
        return sorted(curves, key=lambda curve: curve.columns.series.pk)

    def _add_band(self, place: int, curves: Sequence[Curve]) -> None:
        ends = {role: {one.series.pk: line_of(one) for one in self.found.get((place, role), ())}
                for role in (LOW, HIGH)}  # fmt: skip
        for curve in curves:
            pk = curve.columns.series.pk
            if pk in ends[LOW] and pk in ends[HIGH]:
                _set_band(curve, ends[LOW][pk], ends[HIGH][pk])

    def _add_combined_band(self, query: PanelQuery, curves: Sequence[Curve]) -> None:
        for curve in curves:
            place, how = curve.place, query.combine
            low, high = (
                _combined(_group(self.found.get((place, role), ()), query, curve), by.get(how, how))
                for role, by in ((INPUT_LOW, LOWEST), (INPUT_HIGH, HIGHEST))
            )
            if low and high:
                _set_band(curve, low, high)

    def _curve(self, place: int, operand: Operand) -> Curve:
        columns = columns_of(operand, self.start)
        answers = self.spread.answers(columns) if self.kind.aggs else {columns.agg: columns.points}
        return Curve(place, columns, answers, live=False)

    def _computed(self) -> dict[int, list[Operand]]:
        """What each query gives that is computed with or computed, by its place."""
        operands: dict[int, list[Operand]] = defaultdict(list)
        for place, query in enumerate(self.spec.queries):
            inputs = self.found.get((place, INPUT), ())
            operands[place] = _groups(place, query, inputs) if query.combine else [
                Operand(one.series.tags, line_of(one), unit_after(one), one) for one in inputs
            ]  # fmt: skip
        for place in self.formulas.trees:
            operands[place] = list(self._by_formula(place, operands))
        return operands

    def _by_formula(
        self, place: int, operands: Mapping[int, Sequence[Operand]]
    ) -> Iterator[Operand]:
        tree, names = self.formulas.trees[place], self.formulas.names
        query = self.spec.queries[place]
        given = {name: operands[names.index(name)] for name in sorted(names_in(tree))}
        for matched in matches(place, given):
            lines = {name: one.line for name, one in matched.items()}
            line = Computation(lines, self.start).of(tree)
            assert isinstance(line, Line)  # noqa: S101 - a formula has a name in it
            tags = _common(list(matched.values()))
            unit = unit_of(tree, {name: one.unit for name, one in matched.items()}) or ""
            sources = [one.source for one in matched.values()]
            source = described(place, query.name or query.formula, tags, "formula", sources)
            yield Operand(tags, line, unit, source)


def matches(place: int, given: Mapping[str, Sequence[Operand]]) -> Iterator[dict[str, Operand]]:
    """Which series are computed with one another: those of equal tags, and a single one with
    each. Raises BadParameter where tags do not tell series apart."""
    several = {name: _by_tags(place, name, of) for name, of in given.items() if len(of) != 1}
    single = {name: of[0] for name, of in given.items() if len(of) == 1}
    if not several:
        yield single
        return
    first, *rest = several.values()
    for tags in first:
        if all(tags in other for other in rest):
            yield single | {name: of[tags] for name, of in several.items()}


def _by_tags(place: int, name: str, operands: Sequence[Operand]) -> dict[object, Operand]:
    found: dict[object, Operand] = {}
    for one in operands:
        tags = frozenset(one.tags.items())
        if tags in found:
            takes = f"series that differ in their tags: several of {name} have the same"
            raise BadParameter(f"queries[{place}].formula", takes)
        found[tags] = one
    return found


def _groups(place: int, query: PanelQuery, inputs: Sequence[Columns]) -> list[Operand]:
    """The series of a query, combined for each value of its tags."""
    groups: dict[tuple[str, ...], list[Columns]] = defaultdict(list)
    for one in inputs:
        groups[_values(query, one)].append(one)
    operands = []
    for values in sorted(groups):
        group = groups[values]
        line = _combined(group, query.combine)
        assert line is not None  # noqa: S101 - no group is empty
        tags = {tag: value for tag, value in zip(query.by, values, strict=True) if value}
        names = {one.series.name for one in group}
        name = query.name or f"{query.combine}({names.pop() if len(names) == 1 else query.series})"
        units = {unit_after(one) for one in group}
        unit = units.pop() if len(units) == 1 and query.combine != "count" else ""
        operands.append(
            Operand(tags, line, unit, described(place, name, tags, query.combine, group))
        )
    return operands


def _values(query: PanelQuery, columns: Columns) -> tuple[str, ...]:
    return tuple(columns.series.tags.get(tag, "") for tag in query.by)


def _group(found: Sequence[Columns], query: PanelQuery, curve: Curve) -> list[Columns]:
    """Of the answers those that a combined curve is made of."""
    return [one for one in found if _values(query, one) == _values(query, curve.columns)]


def _combined(group: Sequence[Columns], how: str) -> Line | None:
    return combine([line_of(one) for one in group], how) if group else None


def _common(operands: Sequence[Operand]) -> dict[str, str]:
    """The tags that all have: a single series beside many has not theirs."""
    most = max(operands, key=lambda one: len(one.tags))
    shared = [one for one in operands if one.tags.keys() & most.tags.keys()] or [most]
    return {
        tag: value
        for tag, value in most.tags.items()
        if all(one.tags.get(tag, value) == value for one in shared)
    }


def described(
    place: int, name: str, tags: Mapping[str, str], agg: str, sources: Sequence[Columns]
) -> Columns:
    """Columns without points, of a series that is stored nowhere."""
    key = SeriesKey.of(name[:200], dict(tags)).text
    intervals = [one.interval for one in sources if one.interval is not None]
    return Columns(
        query=place,
        series=Series(name=name, tags=dict(tags), key=key),
        agg=agg,
        interval=max(intervals, default=None),
        resolution=max(one.resolution for one in sources),
        count=sum(one.count for one in sources),
        times=np.empty(0, np.int64),
        values=np.empty(0),
        points=np.empty((0, 2)),
        damaged=[extent for one in sources for extent in one.damaged],
    )


def columns_of(operand: Operand, start: int) -> Columns:
    """The columns of what was computed, from the one that holds `start` (µs) on."""
    source, line = operand.source, operand.line
    first = start // source.resolution * source.resolution if source.resolution else start
    known = np.flatnonzero(~np.isnan(line.values) & (line.times >= first))
    kept = slice(known[0], known[-1] + 1) if len(known) else slice(0)
    times, values = line.times[kept], line.values[kept]
    reach = line.reach or np.inf
    breaks = np.flatnonzero(np.diff(times) > reach) + 1
    source.series.unit = operand.unit
    return replace(source, times=times, values=values, points=point_rows(times, values, breaks))


def line_of(columns: Columns) -> Line:
    """Answered columns, to compute with. A step holds until the next, whenever that comes."""
    semantics, agg = columns.series.semantics, columns.agg
    reach = 0 if semantics == "step" else max(4 * (columns.interval or 0), 2 * columns.resolution)
    measures: Literal["", "counter", "rate"] = "rate" if agg == "rate" else ""
    if semantics == "counter" and agg in ("first", "last", "min", "max"):
        measures = "counter"
    return Line(columns.times, columns.values, reach, agg not in AMOUNTS, measures)


def unit_after(columns: Columns) -> str:
    """What the numbers of columns are in."""
    unit = columns.series.unit
    return UNITS.get(columns.agg, "{}").format(unit) if unit else ""


def _set_band(curve: Curve, low: Line, high: Line) -> None:
    """The ends where they are known, and the line itself where they are not."""
    points = curve.columns.points
    times = np.rint(points[:, 0] * 1000).astype(np.int64)
    ends = []
    for line in (low, high):
        values = line.at(times)
        gap = np.isnan(points[:, 1])
        values = np.where(gap, np.nan, np.where(np.isnan(values), points[:, 1], values))
        ends.append(np.column_stack([points[:, 0], values]))
    curve.low, curve.high = ends
