"""The door that deletes readings: decode, call, encode."""

from django.http import QueryDict

from .asgi import Reply
from .catalog import resolve
from .corrections import delete_readings, deleters, range_to_delete
from .door import Door, Request
from .errors import TooManySeries
from .parameters import Parameters, series_of
from .query import MOST_SERIES
from .threads import readers
from .timerange import TimeRange


class DeleteReadings(Door):
    """`DELETE /api/readings?series=&start=&end=`, or `time=` in place of a range."""

    methods = ("DELETE",)
    scope = "admin"

    async def answer(self, request: Request) -> Reply:
        return Reply.of({"deleted": await _delete(request.parameters)})


async def _delete(given: QueryDict) -> int:
    timerange = range_to_delete(Parameters(given))
    found = await readers.run(_resolve, series_of(given))
    return await deleters.run(_delete_all, found, timerange)


def _resolve(texts: list[str]) -> list[int]:
    """The ids of all series that are named, each once."""
    found = list(dict.fromkeys(series.pk for text in texts for series in resolve(text)))
    if len(found) > MOST_SERIES:
        raise TooManySeries(f"A request names at most {MOST_SERIES} series: name fewer.")
    return found


def _delete_all(series: list[int], timerange: TimeRange) -> int:
    return sum(delete_readings(one, timerange) for one in series)
