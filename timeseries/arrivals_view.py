"""The doors that say what is arriving, and what is stored of it."""

from typing import Any

from .asgi import Places, Reply
from .census import census, database_bytes
from .door import Door, Request
from .ingest.arrivals_shared import sources
from .models import ApiToken, Series
from .store import snapshot
from .threads import readers
from .timerange import to_milliseconds

NEW_SERIES = 10


class ArrivalsDoor(Door):
    """`GET /api/arrivals`"""

    async def answer(self, request: Request) -> Reply:
        found = sources()
        names, new, total = await readers.run(_named, [one["token"] for one in found])
        for one in found:
            token = one["token"]
            one["token"] = {"id": token, "name": names.get(token, "")} if token else None
        return Reply.of({"sources": found, "new": new, "series": total})


class StorageDoor(Door):
    """`GET /api/storage`"""

    async def answer(self, request: Request) -> Reply:
        return Reply.of(await readers.run(_counted))


def arrival_doors() -> Places:
    return {
        ("http", "/api/arrivals"): ArrivalsDoor().serve,
        ("http", "/api/storage"): StorageDoor().serve,
    }


def _named(tokens: list[int]) -> tuple[dict[int, str], list[dict[str, Any]], int]:
    """The names of tokens, the newest series, and how many series there are."""
    names = dict(ApiToken.objects.filter(pk__in=set(tokens)).values_list("pk", "name"))
    newest = Series.objects.order_by("-pk").select_related("state")[:NEW_SERIES]
    return names, [_listed(series) for series in newest], Series.objects.count()


def _listed(series: Series) -> dict[str, Any]:
    first = getattr(getattr(series, "state", None), "first", None)
    return {
        "id": series.pk,
        "key": series.key,
        "name": series.name,
        "tags": series.tags,
        "first": None if first is None else to_milliseconds(first),
    }


def _counted() -> dict[str, Any]:
    with snapshot() as using:
        return {**census.taken(using), "database": database_bytes(using)}
