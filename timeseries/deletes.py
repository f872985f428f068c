"""The doors that delete and correct: decode, call, encode."""

import logging

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

from .access import authorize
from .asgi import Reply, Scope, Send, caller_of, headers_of
from .catalog import resolve
from .corrections import delete_readings, deleters, range_to_delete
from .errors import BROKEN, BadRequest, LivecurveError, TooManySeries
from .parameters import Parameters, series_of
from .query import MOST_SERIES
from .threads import readers
from .timerange import TimeRange

log = logging.getLogger(__name__)


async def delete_door(scope: Scope, send: Send) -> None:
    """`DELETE /api/readings?series=&start=&end=`, or `time=` in place of a range."""
    await (await _reply(scope)).send(send)


async def _reply(scope: Scope) -> Reply:
    headers = headers_of(scope)
    try:
        await authorize(caller_of(scope, headers), "admin")
        return Reply.of({"deleted": await _delete(QueryDict(scope["query_string"]))})
    except LivecurveError as error:
        if error.status >= 500:
            log.warning("%s: %s", error.code, error)
        return Reply.of_error(error)
    except SuspiciousOperation as error:
        return Reply.of_error(BadRequest(f"The request cannot be read: {error}"))
    except Exception:
        log.exception("%s could not be answered.", scope["path"])
        return Reply.of_error(LivecurveError(BROKEN))


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
