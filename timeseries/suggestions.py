"""What a selector that is being typed may go on with, and which series it names."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson
from django.db.models import Case, Count, TextField, When
from django.db.models.functions import Cast

from . import tag_counts
from .catalog import candidates
from .errors import BadSelector
from .models import Series
from .selector import Selector, parse_selector
from .series_key import escape
from .typed_selector import Typed, typed

MOST = 50


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What stands from character `start` on may become one of the options: the text, and how
    many series have it."""

    part: str
    start: int
    options: list[tuple[str, int]]

    def as_json(self) -> dict[str, Any]:
        listed = [
            {"text": text, "insert": escape(text), "series": count} for text, count in self.options
        ]
        return {"part": self.part, "start": self.start, "options": listed}


def suggest(text: str, using: str = "default") -> Suggestions:
    """The options for the end of `text`: those that begin with what is typed come first, then
    those that hold it."""
    given = typed(text)
    if given.part == "nothing":
        return Suggestions(given.part, given.start, [])
    counted = _names(given.text.strip("*"), using) if given.part == "name" else _tags(given, using)
    return Suggestions(given.part, given.start, _fitting(counted, given.text))


def matches(text: str, most: int, using: str = "default") -> tuple[int, list[Series]]:
    """How many series a selector names, and the first of them by their ids. Raises
    BadSelector."""
    selector = parse_selector(text)
    named = (pk for pk, name, tags in _rows(selector, using) if selector.matches(name, tags))
    if tag_counts.can_count(selector):
        ids = list(islice(named, most))
        total = tag_counts.count(selector, using) if len(ids) == most else len(ids)
    else:
        every = list(named)
        ids, total = every[:most], len(every)
    found = Series.objects.using(using).in_bulk(ids)
    return total, [found[pk] for pk in ids if pk in found]


def _fitting(counted: Iterable[tuple[str, int]], text: str) -> list[tuple[str, int]]:
    wanted = text.casefold().strip("*")
    fitting = [one for one in counted if wanted in one[0].casefold()]
    fitting.sort(key=lambda one: (not one[0].casefold().startswith(wanted), one[0]))
    return fitting[:MOST]


def _names(text: str, using: str) -> Iterator[tuple[str, int]]:
    found = Series.objects.using(using).order_by()
    if text.isascii():
        begins = Case(When(name__istartswith=text, then=0), default=1)
        found = found.filter(name__icontains=text).order_by(begins, "name")[:MOST]
    yield from found.values_list("name").annotate(Count("pk"))


def _tags(given: Typed, using: str) -> Iterable[tuple[str, int]]:
    try:
        selector = parse_selector(given.whole)
    except BadSelector:
        return []
    if not tag_counts.can_count(selector, given.tag or "tag"):
        found = _counted_here(selector, given, using)
    elif given.part == "value":
        text = given.text.strip("*")
        found = tag_counts.count_values(selector, given.tag, text, MOST, using)
    else:
        found = tag_counts.count_tags(selector, using)
    used = given.used if given.part == "tag" else ()
    return [(one, count) for one, count in found.items() if one not in used]


def _counted_here(selector: Selector, given: Typed, using: str) -> Counter[str]:
    """Of every series, where a tag has a name that no database takes."""
    fitting = (tags for _, own, tags in _rows(selector, using) if selector.matches(own, tags))
    if given.part == "value":
        return Counter(tags[given.tag] for tags in fitting if given.tag in tags)
    return Counter(tag for tags in fitting for tag in tags)


def _rows(selector: Selector, using: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    # As text: the model's field would decode each with the standard library.
    found = candidates(selector, using).select_related(None)
    listed = found.values_list("pk", "name", Cast("tags", TextField()))
    for pk, name, tags in listed.iterator(chunk_size=1_000):
        yield pk, name, orjson.loads(tags)
