"""Which series an expression's matchers hold for. A series' name is the label `__name__`, its
tags are the other labels."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import orjson
import re2
from django.db.models import TextField
from django.db.models.functions import Cast

from ..catalog import candidates
from ..models import Series
from ..selector import Selector, parse_selector
from ..series_key import escape
from .faults import BadExpression, NotComputable
from .syntax import NAME, Matcher

# Of one selector.
MOST_SERIES = 10_000
CACHED = 1_000
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False


def labels_of(series: Series) -> dict[str, str]:
    return {NAME: series.name, **series.tags}


def find(matchers: Sequence[Matcher], using: str) -> list[Series]:
    """The series with their states, in the order of their ids. Raises BadExpression and
    NotComputable."""
    holds = condition(matchers)
    found: list[Series] = []
    for series in candidates(_narrowed(matchers), using).iterator(chunk_size=2_000):
        if holds(labels_of(series)):
            found.append(series)
            if len(found) > MOST_SERIES:
                raise NotComputable(f"A selector names at most {MOST_SERIES} series: add labels.")
    return found


def rows(matchers: Sequence[Matcher], using: str) -> Iterator[dict[str, str]]:
    """The labels alone, of any number of series."""
    holds = condition(matchers)
    found = candidates(_narrowed(matchers), using).select_related(None).order_by()
    # As text: the model's field would decode each with the standard library.
    listed = found.values_list("name", Cast("tags", TextField()))
    for name, tags in listed.iterator(chunk_size=5_000):
        labels = {NAME: name, **orjson.loads(tags)}
        if holds(labels):
            yield labels


def condition(matchers: Iterable[Matcher]) -> Callable[[Mapping[str, str]], bool]:
    """Whether all matchers hold for some labels; one that is not there is the empty text."""
    checks = [(one.label, _check(one.sign, one.value)) for one in matchers]
    return lambda labels: all(holds(labels.get(label, "")) for label, holds in checks)


@lru_cache(maxsize=CACHED)
def expression(text: str) -> "re2._Regexp[str]":
    """A regular expression of RE2, which no text can hold up. Raises BadExpression."""
    try:
        return re2.compile(text, _OPTIONS)
    except re2.error as error:
        raise BadExpression(
            f"{text[:100]!a} is no regular expression of RE2: {_reason(error)}"
        ) from None


def _reason(error: Exception) -> str:
    told = error.args[0] if error.args else error
    return told.decode(errors="replace") if isinstance(told, bytes) else str(told)


def _check(sign: str, value: str) -> Callable[[str], bool]:
    match sign:
        case "=":
            return lambda text: text == value
        case "!=":
            return lambda text: text != value
    regular = expression(value)
    if sign == "=~":
        return lambda text: regular.fullmatch(text) is not None
    return lambda text: regular.fullmatch(text) is None


def _narrowed(matchers: Iterable[Matcher]) -> Selector:
    """What the database can tell apart of them, as a selector of our own."""
    equal = {one.label: one.value for one in matchers if one.sign == "=" and one.value}
    name = escape(equal.pop(NAME, "")) or "*"
    conditions = ",".join(f'{escape(tag)}="{escape(value)}"' for tag, value in equal.items())
    return parse_selector(f"{name}{{{conditions}}}" if conditions else name)
