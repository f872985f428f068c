"""The reading doors: which series there are, their columns, and all their readings."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.defaults import page_not_found

from .arrivals_view import arrival_doors
from .asgi import Places, Reply
from .bodies import json_object
from .boundary import door, refusal
from .catalog import SORTS, search
from .counting import counts
from .door import Door, Request
from .errors import BadParameter, NotFound
from .export import FORMATS, export
from .metrics_view import MetricsDoor
from .models import Series
from .parameters import Parameters, queries_in, queries_of, series_of
from .query import ask
from .series_key import KEY_BYTES
from .store import get_store, snapshot
from .suggestion_doors import suggestion_doors
from .threads import readers
from .timerange import to_milliseconds

MOST_LISTED = 500
EXAMPLE = '{"queries": [{"series": "1"}]}'
# Of a search; the database takes a condition for each.
MOST_WORDS = 100


class SeriesDoor(Door):
    """`GET /api/series?search=&limit=&offset=&sort=`"""

    async def answer(self, request: Request) -> Reply:
        parameters = Parameters(request.parameters)
        limit = parameters.whole("limit", 100, 1, MOST_LISTED)
        offset = parameters.whole("offset", 0, 0, 2**31)
        text = (parameters.text("search") or "")[:KEY_BYTES]
        sort = parameters.text("sort") or "key"
        if sort not in SORTS:
            raise BadParameter("sort", " or ".join(SORTS))
        if len(text.split()) > MOST_WORDS:
            raise BadParameter("search", f"at most {MOST_WORDS} words")
        return Reply.of(await readers.run(_page, text, offset, limit, sort))


def _page(text: str, offset: int, limit: int, sort: str) -> dict[str, Any]:
    """The series that a search finds, from a place on, and how many there are in all."""
    with snapshot() as using:
        page, total = search(text, offset, limit, using, sort)
        counted = counts(get_store(), [series.pk for series in page], using)
        listed = [_listed(series, counted.get(series.pk, 0)) for series in page]
        return {"series": listed, "total": total}


def _listed(series: Series, count: int) -> dict[str, Any]:
    state = getattr(series, "state", None)
    times = {
        name: None if state is None or value is None else to_milliseconds(value)
        for name in ("first", "last", "interval")
        for value in [getattr(state, name, None)]
    }
    return {
        "id": series.pk,
        "name": series.name,
        "tags": series.tags,
        "unit": series.unit,
        "key": series.key,
        "label": series.label,
        "semantics": series.semantics,
        **({"description": series.description} if series.description else {}),
        **times,
        "count": count,
    }


class QueryDoor(Door):
    """`GET` and `POST /api/query`"""

    methods = ("GET", "POST")

    async def answer(self, request: Request) -> Reply:
        given: Mapping[str, Any] = request.parameters
        if request.method == "POST":
            given = json_object(await request.body(self.body_limit), EXAMPLE)
            queries = queries_of(given)
        else:
            queries = queries_in(request.parameters)
        parameters = Parameters(given)
        found = await ask(
            queries,
            parameters.range(),
            width=parameters.width(),
            step=parameters.step(),
            zone=parameters.zone(),
        )
        told = found.as_json()
        if parameters.switch("as_drawn", False):
            for one, columns in zip(told["series"], found.columns, strict=True):
                one["semantics"] = columns.series.semantics
        return Reply.of(told)


def reading_doors() -> Places:
    """Those beside Django."""
    return {
        ("http", "/api/series"): SeriesDoor().serve,
        ("http", "/api/query"): QueryDoor().serve,
        **arrival_doors(),
        ("http", "/metrics"): MetricsDoor().serve,
        **suggestion_doors(),
    }


def unknown(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """What is no page and no door: Django's handler of such requests."""
    if not request.path.startswith("/api/"):
        return page_not_found(request, exception)
    return refusal(NotFound(f"There is no {request.path[:200]} here: see docs/http-api.md."))


@door("GET", scope="read")
async def export_readings(request: HttpRequest) -> HttpResponseBase:
    """`GET /api/export?series=&start=&end=&format=csv|json|parquet|arrow`: all readings."""
    parameters = Parameters(request.GET)
    form = parameters.text("format") or "csv"
    if form not in FORMATS:
        raise BadParameter("format", " or ".join(FORMATS))
    media, lines = await export(series_of(request.GET), parameters.range(), form)
    response = StreamingHttpResponse(lines, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="readings.{form}"'
    response["Cache-Control"] = "no-store"
    return response
