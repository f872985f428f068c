"""The parameters of a read request, from the query string or a JSON body."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict

from .asked import Query, measured
from .errors import BadParameter, BadRequest
from .query import MOST_SERIES, WIDEST
from .timerange import EARLIEST, LATEST, TimeRange, now, parse_duration, parse_range, parse_zone

# A step beyond all of time would be beyond 64 bits too.
LONGEST_STEP = LATEST - EARLIEST


class Parameters:
    """Typed readers over a request's parameters; each raises BadParameter with what it takes."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def text(self, name: str) -> str | None:
        value = self._given.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise BadParameter(name, "a text or a number")
        if "\0" in str(value):
            raise BadParameter(name, "a text without NUL characters")
        return str(value)

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        # Few enough digits that int() takes them whatever they are.
        if text.isascii() and text.isdecimal() and len(text) <= 18 and least <= int(text) <= most:
            return int(text)
        raise BadParameter(name, f"a whole number from {least} to {most}")

    def switch(self, name: str, default: bool) -> bool:
        if isinstance(given := self._given.get(name), bool):
            return given
        text = self.text(name)
        if text not in (None, "true", "false"):
            raise BadParameter(name, "true or false")
        return default if text is None else text == "true"

    def zone(self) -> ZoneInfo | None:
        return parse_zone(self.text("tz"))

    def range(self) -> TimeRange:
        return parse_range(self.text("start"), self.text("end"), now(), self.zone())

    def width(self) -> int:
        return self.whole("width", 1200, 1, WIDEST)

    def step(self) -> int | None:
        text = self.text("step")
        if text is None:
            return None
        try:
            step = parse_duration(text)
        except ValueError:
            raise BadParameter("step", "a duration such as 30s, 5m, 6h or 1d") from None
        if step > LONGEST_STEP:
            raise BadParameter("step", "a duration of at most 9999 years")
        return step


def series_of(parameters: QueryDict) -> list[str]:
    """The repeated `series` of a query string. Raises BadParameter when there is none."""
    series = [text for text in parameters.getlist("series") if text]
    if not series:
        raise BadParameter("series", "an id or a selector, and may be repeated")
    if len(series) > MOST_SERIES:
        raise BadParameter("series", f"at most {MOST_SERIES} ids or selectors")
    return series


def queries_in(parameters: QueryDict) -> list[Query]:
    """The queries of a query string, all folded alike."""
    drawn = Parameters(parameters).switch("as_drawn", False)
    agg = parameters.get("agg")
    return [_folded(series, agg or "m4", bool(agg), drawn) for series in series_of(parameters)]


def queries_of(body: Any) -> list[Query]:
    """The queries of a JSON body. Raises BadRequest with the place of what is wrong."""
    if not isinstance(body, dict):
        raise BadRequest('The body takes an object such as {"queries": [{"series": "1"}]}.')
    entries = body.get("queries")
    if not isinstance(entries, list) or not entries or len(entries) > MOST_SERIES:
        raise BadParameter("queries", f"a list of 1 to {MOST_SERIES} queries")
    drawn = Parameters(body).switch("as_drawn", False)
    return [_query(entry, f"queries[{place}]", drawn) for place, entry in enumerate(entries)]


def _query(entry: Any, at: str, drawn: bool) -> Query:
    if not isinstance(entry, dict):
        raise BadParameter(at, 'an object such as {"series": "1", "agg": "m4"}')
    series, agg = entry.get("series"), entry.get("agg", "m4")
    if isinstance(series, bool) or not isinstance(series, str | int) or series == "":
        raise BadParameter(f"{at}.series", "an id or a selector")
    if not isinstance(agg, str):
        raise BadParameter(f"{at}.agg", "the name of an aggregate")
    return _folded(str(series), agg, "agg" in entry, drawn)


def _folded(series: str, agg: str, named: bool, drawn: bool) -> Query:
    """`drawn` is as panels are, by what a series measures."""
    return Query(series, agg, instead=measured(agg, named=named) if drawn else {})
