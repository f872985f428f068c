"""Which series and labels there are, for those who build an expression."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ..models import Series
from ..timerange import TimeRange
from .faults import BadExpression, NotComputable
from .finding import MOST_SERIES, find, labels_of, rows
from .parser import parse
from .syntax import NAME, Matcher, Select

_TYPES = {"counter": "counter"}


def selectors_of(texts: Sequence[str]) -> list[tuple[Matcher, ...]]:
    """The conditions of the `match[]` of a request. Raises BadExpression."""
    found = []
    for text in texts:
        node = parse(text)
        if not isinstance(node, Select) or node != Select(node.matchers):
            raise BadExpression(
                f'match[] takes a selector such as up{{job="node"}}, not {text[:60]!a}.'
            )
        found.append(node.matchers)
    return found


def listed_series(
    selectors: Sequence[Sequence[Matcher]], within: TimeRange, limit: int, using: str
) -> list[dict[str, str]]:
    """The labels of the series that one of the selectors holds for, with readings in a range."""
    if not selectors:
        raise BadExpression("match[] is missing: it takes a selector, and may be repeated.")
    found: dict[int, Series] = {}
    for matchers in selectors:
        found |= {series.pk: series for series in find(matchers, using)}
        if len(found) > MOST_SERIES:
            raise NotComputable(f"One answer holds at most {MOST_SERIES} series: add labels.")
    held = (labels_of(series) for series in found.values() if _is_held(series, within))
    return list(islice(held, limit))


def label_names(selectors: Sequence[Sequence[Matcher]], limit: int, using: str) -> list[str]:
    """All labels, sorted."""
    names: set[str] = set()
    for labels in _labels(selectors, using):
        names.update(labels)
    return sorted(names)[:limit]


def label_values(
    name: str, selectors: Sequence[Sequence[Matcher]], limit: int, using: str
) -> list[str]:
    """What a label is, sorted."""
    if name == NAME and not selectors:
        names = Series.objects.using(using).order_by("name").values_list("name", flat=True)
        return list(names.distinct()[:limit])
    found = {labels.get(name, "") for labels in _labels(selectors, using)}
    return sorted(found - {""})[:limit]


def metadata(name: str | None, limit: int, using: str) -> dict[str, list[dict[str, Any]]]:
    """What is measured by series, by their names."""
    found = Series.objects.using(using).order_by("name")
    if name:
        found = found.filter(name=name)
    listed: dict[str, list[dict[str, Any]]] = {}
    fields = found.values_list("name", "unit", "semantics").distinct()
    for one, unit, semantics in fields.iterator(chunk_size=2_000):
        if one not in listed and len(listed) >= limit:
            break
        entry = {"type": _TYPES.get(semantics, "gauge"), "help": "", "unit": unit}
        listed.setdefault(one, []).append(entry)
    return listed


def _labels(selectors: Sequence[Sequence[Matcher]], using: str) -> Iterator[Mapping[str, str]]:
    some: Iterable[Sequence[Matcher]] = selectors or [()]
    for matchers in some:
        yield from rows(matchers, using)


def _is_held(series: Series, within: TimeRange) -> bool:
    state = getattr(series, "state", None)
    if state is None or state.first is None or state.last is None:
        return False
    return bool(state.first < within.end and state.last >= within.start)
