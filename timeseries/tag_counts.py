"""How many series have which tags and values. The database counts: a hundred thousand series
make few groups, and only groups come here.

Conditions that SQL has no words for (globs, negations) are decided by group: the values that they
look at are part of what is grouped by.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections

from .catalog import CHUNK, candidates
from .models import Series
from .selector import Selector

# Tags that a path into JSON can name on every database: printable ASCII, no quotes and escapes.
_PLAIN = re.compile(r"[ !#-\[\]-~]+")

# By vendor: the value of a tag in `s.tags`, the path that names it, and a table of the tags.
_VALUE = {"sqlite": "json_extract(s.tags, %s)", "postgresql": "s.tags ->> %s"}
_PATH = {"sqlite": '$."{}"', "postgresql": "{}"}
_EACH = {
    "sqlite": ", json_each(s.tags) AS tag",
    "postgresql": ", jsonb_object_keys(s.tags) AS tag(key)",
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is counted: an expression with its parameters, and which of its groups."""

    expression: str = "''"
    given: tuple[str, ...] = ()
    source: str = ""
    # Of the outer statement, where the expression is called `wanted`.
    narrow: str = ""
    narrow_given: tuple[str, ...] = ()


def can_count(selector: Selector, *tags: str) -> bool:
    """Whether the database can tell the tags apart that are looked at."""
    return all(_PLAIN.fullmatch(one) for one in (*_looked_at(selector), *tags))


def count(selector: Selector, using: str) -> int:
    """How many series a selector names."""
    return _counted(selector, _Wanted(), using).total()


def count_tags(selector: Selector, using: str) -> Counter[str]:
    """The tags of the series that a selector names, with how many have each."""
    source = _EACH[connections[using].vendor]
    return _counted(selector, _Wanted("tag.key", source=source), using)


def count_values(selector: Selector, tag: str, text: str, most: int, using: str) -> Counter[str]:
    """The values of a tag that hold a text, whatever its case. Where there are more than `most`,
    those are there that come first: those that begin with the text, then by their letters."""
    vendor = connections[using].vendor
    narrow: str = ""
    given: tuple[str, ...] = ()
    if text.isascii():
        held = text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
        narrow, given = " AND lower(wanted) LIKE %s ESCAPE '!'", (f"%{held}%",)
        if not _looked_at(selector):
            order = "lower(wanted) LIKE %s ESCAPE '!' DESC, wanted"
            narrow, given = f"{narrow} ORDER BY {order} LIMIT {most:d}", (*given, f"{held}%")
    wanted = _Wanted(_VALUE[vendor], (_PATH[vendor].format(tag),), "", narrow, given)
    return _counted(selector, wanted, using)


def _looked_at(selector: Selector) -> list[str]:
    return sorted({matcher.tag for matcher in selector.matchers})


def _counted(selector: Selector, wanted: _Wanted, using: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for text, number in _groups(selector, wanted, using):
        found[text] += number
    return found


def _groups(selector: Selector, wanted: _Wanted, using: str) -> Iterator[tuple[str, int]]:
    """What is wanted of the series that are named, with how many have it, in parts."""
    query, by_name = candidates(selector, using), False
    if selector.name.globs or len(selector.name.literals) > 1:
        names = Series.objects.using(using).order_by().values_list("name", flat=True).distinct()
        fitting = [name for name in names if selector.name.matches(name)]
        if not fitting:
            return
        by_name = len(fitting) > CHUNK
        if not by_name:
            query = query.filter(name__in=fitting)
    looked_at, vendor = _looked_at(selector), connections[using].vendor
    series, parameters = (
        query.select_related(None).order_by().values("name", "tags").query.sql_with_params()
    )
    # Each column more makes the database slower: none is there that tells nothing apart.
    keys = [_VALUE[vendor] for _ in looked_at] + ["s.name"] * by_name
    columns = [f"{one} AS key{at}" for at, one in enumerate(keys)]
    columns = [f"{wanted.expression} AS wanted", "count(*) AS number", *columns]
    grouped = ", ".join(["1", *(str(at + 3) for at in range(len(keys)))])
    paths = [_PATH[vendor].format(tag) for tag in looked_at]
    sql = (
        f"SELECT * FROM (SELECT {', '.join(columns)}"  # noqa: S608
        f" FROM ({series}) AS s{wanted.source} GROUP BY {grouped}) AS counted"
        f" WHERE wanted IS NOT NULL{wanted.narrow}"
    )
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [*wanted.given, *paths, *parameters, *wanted.narrow_given])
        for text, number, *values in cursor:
            if by_name and not selector.name.matches(values.pop()):
                continue
            tags = dict(zip(looked_at, values, strict=True))
            has = {tag: value for tag, value in tags.items() if value is not None}
            if all(matcher.matches(has) for matcher in selector.matchers):
                yield text, number
