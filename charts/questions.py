"""What a panel asks of the store: for each of its queries one question or several, all of which
are answered together with those of the whole dashboard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from timeseries.aggregates import SLOPE
from timeseries.asked import Query, measured
from timeseries.models import SEMANTICS
from timeseries.timerange import parse_zone

from .formulas import Formulas, Need
from .kind import ChartKind
from .panel_query import PanelQuery
from .spec import PanelSpec

# What an answer is for, besides the aggregates of kinds that have several: what is drawn, the
# ends of a band, what is computed with, and counters of kinds that have several aggregates.
DRAWN, LOW, HIGH, INPUT, INPUT_LOW, INPUT_HIGH, RATES = (
    "drawn", "low", "high", "input", "input low", "input high", "rates"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One query to the store, for the panel's query at `place`."""

    place: int
    role: str
    query: Query


def questions(
    spec: PanelSpec, kind: type[ChartKind], formulas: Formulas, shifts: Sequence[int]
) -> list[Question]:
    """All that a panel asks, in the order of its queries; `shifts` are how long before (µs) the
    readings of each lie."""
    needs = formulas.needs(spec.queries)
    found: list[Question] = []
    for place, query in enumerate(spec.queries):
        if not query.series:
            continue
        asked = _Asked(place, query, kind, spec, shifts[place])
        if not query.hidden and not query.combine:
            found += asked.plain()
        if place in needs or (query.combine and not query.hidden):
            found += asked.inputs(needs.get(place, Need()))
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query of a panel on its way to questions."""

    place: int
    query: PanelQuery
    kind: type[ChartKind]
    spec: PanelSpec
    shift: int

    def plain(self) -> Iterator[Question]:
        """What is drawn as it is answered."""
        if not self.kind.aggs:
            agg = drawn_by(self.query, self.kind, self.spec)
            yield self._question(DRAWN, agg, instead=self._measured(agg, self.kind.sums))
            if self.query.band and not self.spec.stack:
                yield from self._band(LOW, HIGH)
            return
        rates = self.query.agg in ("", "rate")
        for agg in self.kind.aggs:
            yield self._question(agg, agg, instead={"counter": None} if rates else {})
        if rates:
            instead = {name: SLOPE if name == "counter" else None for name in SEMANTICS}
            yield self._question(RATES, "rate", **self._fine(), instead=instead)

    def inputs(self, need: Need) -> Iterator[Question]:
        """What is computed with, from as far before the range as is needed."""
        agg = {"": "mean", "m4": "last"}.get(self.query.agg, self.query.agg)
        more = {**self._fine(), "lead": need.span, "lead_columns": need.columns}
        yield self._question(INPUT, agg, **more, instead=self._measured(agg, True))
        if self.query.band and self.query.combine:
            yield from self._band(INPUT_LOW, INPUT_HIGH, **more)

    def _band(self, low: str, high: str, **more: Any) -> Iterator[Question]:
        # The rate of a counter has no lowest: it is one value for each column.
        instead = {} if self.query.agg else {"counter": None}
        for role, agg in ((low, "min"), (high, "max")):
            yield self._question(role, agg, **more, instead=instead)

    def _fine(self) -> dict[str, Any]:
        """The columns of what is folded once more before it is drawn."""
        if not self.kind.aggs:
            return {}
        several = self.kind.columns is not None and self.kind.columns > 1
        return {"pixels": 1, "columns": self.kind.columns if several else None}

    def _measured(self, agg: str, sums: bool) -> dict[str, str | None]:
        return measured(agg, named=bool(self.query.agg), sums=sums)

    def _question(self, role: str, agg: str, **more: Any) -> Question:
        columns: dict[str, Any] = {"pixels": self.kind.pixels, "columns": self.kind.columns}
        query = Query(
            self.query.series,
            agg,
            step=self.query.step or self.kind.step,
            zone=zone_of(self.spec),
            shift=self.shift,
            **{**columns, **more},
        )
        return Question(self.place, role, query)


def drawn_by(query: PanelQuery, kind: type[ChartKind], spec: PanelSpec) -> str:
    """The aggregate of a query that is drawn as it is. M4 picks other times for each series:
    what is stacked needs the same for all, and a band those of its line."""
    agg = query.agg or kind.agg
    return "mean" if agg == "m4" and (spec.stack or query.band) else agg


def zone_of(spec: PanelSpec) -> ZoneInfo | None:
    """The zone that a panel has of its own."""
    return parse_zone(dict(spec.own).get("zone"))
