"""Which values a tag has among the series of a selector, for people to choose from."""

import re
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

import orjson

from .catalog import candidates
from .models import Series
from .prepared import Statement
from .selector import Selector, parse_selector

# Selectors and tags whose values are remembered.
KNOWN = 32
_NUMBERS = re.compile(r"([0-9]+)")


class TagValues:
    """The values of one tag, learned from the series that have come since they were last asked
    for: of a hundred thousand series all are read once. Safe across threads."""

    def __init__(self, selector: Selector, tag: str, using: str) -> None:
        self._selector, self._tag, self._using = selector, tag, using
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._values: set[str] = set()
        # The newest series that was looked at, by id and key, and how many there were by then.
        self._last, self._key, self._seen = 0, "", 0

    def all(self) -> list[str]:
        """In the order in which people count: `web2` comes before `web10`."""
        series = Series.objects.using(self._using)
        with self._lock:
            total = series.count()
            known = series.filter(pk=self._last).values_list("key", flat=True).first() or ""
            new = series.filter(pk__gt=self._last).count()
            if known != self._key or self._seen + new != total:
                # Some have gone, or come with an older id: those that are there are read again.
                self._forget()
            if self._seen != total:
                self._learn(total)
            return in_order(self._values)

    def _learn(self, total: int) -> None:
        series = Series.objects.using(self._using).order_by("-pk")
        last, key = series.values_list("pk", "key").first() or (0, "")
        query = candidates(self._selector, self._using).filter(pk__gt=self._last, pk__lte=last)
        statement = Statement.of(query.order_by().values_list("name", "tags"))
        for name, tags in statement.rows(self._using):
            given = orjson.loads(tags)
            if self._tag in given and self._selector.matches(name, given):
                self._values.add(given[self._tag])
        self._last, self._key, self._seen = last, key, total


def tag_values(text: str, tag: str, using: str = "default") -> list[str]:
    """The values, each once, of the series that a selector matches. Raises BadSelector."""
    return _known(text, tag, using).all()


@lru_cache(maxsize=KNOWN)
def _known(text: str, tag: str, using: str) -> TagValues:
    return TagValues(parse_selector(text), tag, using)


def forget() -> None:
    """Read all of it again: the database is another one."""
    _known.cache_clear()


def in_order(texts: Iterable[str]) -> list[str]:
    """Sorted with numbers by their size."""
    return sorted(texts, key=_order)


def _order(text: str) -> list[tuple[int, int, str]]:
    parts = (part for part in _NUMBERS.split(text) if part)
    return [(0, int(part[:18]), part) if part.isdecimal() else (1, 0, part) for part in parts]
