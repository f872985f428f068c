"""What each series of a panel is called: short, and told apart from the others."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from timeseries.timerange import UNITS

_PLACE = re.compile(r"\{([^{}]+)\}")


class Named(Protocol):
    """The fields of `timeseries.models.Series` that a label is made of."""

    name: str
    tags: dict[str, str]
    label: str


def labels(
    series: Sequence[Named],
    templates: Sequence[str],
    aggs: Sequence[str],
    shifts: Sequence[int | None] = (),
) -> list[str]:
    """One label for each series of a panel, in order.

    A query's template comes first ("core {core}" is filled from the tags, `{name}` is the
    series' name), then the series' own label, then the tags in which the panel's series
    differ, then the name. Labels that are still the same get their aggregate added, and those
    of readings of before (`shifts`, in µs) how long before that was.
    """
    telling = _telling(series)
    found = [
        _fill(template, one) or one.label or short
        for one, template, short in zip(series, templates, telling, strict=True)
    ]
    often = Counter(found)
    found = [
        f"{label} (−{duration(shift)})" if shift and often[label] > 1 else label
        for label, shift in zip(found, shifts or [None] * len(found), strict=True)
    ]
    often = Counter(found)
    return [
        f"{label} ({agg})" if often[label] > 1 and len(set(aggs)) > 1 else label
        for label, agg in zip(found, aggs, strict=True)
    ]


def duration(span: int) -> str:
    """A length of time (µs) as short as it can be said: 1d, 90m."""
    units = [(name, UNITS[name]) for name in ("w", "d", "h", "m", "s", "ms", "us")]
    name, unit = next((name, unit) for name, unit in units if span % unit == 0)
    return f"{span // unit}{name}"


def _fill(template: str, series: Named) -> str:
    values = {"name": series.name, **series.tags}
    return _PLACE.sub(lambda match: values.get(match[1], ""), template).strip()


def _telling(series: Sequence[Named]) -> list[str]:
    """The shortest texts that tell the series apart: names, where they suffice, and tags."""
    names = Counter(one.name for one in series)
    tags = _differing(series)
    return [_short(one, tags, len(names) > 1, names[one.name] > 1) for one in series]


def _differing(series: Sequence[Named]) -> list[str]:
    every = sorted({tag for one in series for tag in one.tags})
    return [tag for tag in every if len({one.tags.get(tag) for one in series}) > 1]


def _short(series: Named, tags: Sequence[str], many_names: bool, shared_name: bool) -> str:
    values = [series.tags[tag] for tag in tags if tag in series.tags] if shared_name else []
    parts = [series.name, *values] if many_names else values
    return " ".join(parts) or series.name
