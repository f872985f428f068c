"""The doors for a selector that is being typed."""

from typing import Any

from .asgi import Places, Reply
from .door import Door, Request
from .errors import BadParameter, BadSelector
from .parameters import Parameters
from .series_key import KEY_BYTES
from .store import snapshot
from .suggestions import matches, suggest
from .threads import readers

FIRST = 5
MOST_FIRST = 100
# What an answer says of a series.
FIELDS = ("name", "tags", "key", "label", "unit", "semantics")


class SuggestDoor(Door):
    """`GET /api/suggest?text=`"""

    async def answer(self, request: Request) -> Reply:
        text = _short(Parameters(request.parameters).text("text") or "", "text")
        return Reply.of(await readers.run(_suggested, text))


class MatchesDoor(Door):
    """`GET /api/matches?series=&first=`"""

    async def answer(self, request: Request) -> Reply:
        parameters = Parameters(request.parameters)
        series = parameters.text("series")
        if series is None:
            raise BadParameter("series", "a selector")
        first = parameters.whole("first", FIRST, 0, MOST_FIRST)
        return Reply.of(await readers.run(_matching, _short(series, "series"), first))


def _short(text: str, name: str) -> str:
    if len(text) > KEY_BYTES:
        raise BadParameter(name, f"at most {KEY_BYTES} characters")
    return text


def _suggested(text: str) -> dict[str, Any]:
    with snapshot() as using:
        return suggest(text, using).as_json()


def _matching(text: str, first: int) -> dict[str, Any]:
    try:
        with snapshot() as using:
            total, found = matches(text, first, using)
    except BadSelector as error:
        # Whoever types is not done yet: that is no failure.
        return {"total": 0, "series": [], "error": str(error)}
    listed = [{"id": one.pk, **{name: getattr(one, name) for name in FIELDS}} for one in found]
    return {"total": total, "series": listed}


def suggestion_doors() -> Places:
    return {
        ("http", "/api/suggest"): SuggestDoor().serve,
        ("http", "/api/matches"): MatchesDoor().serve,
    }
