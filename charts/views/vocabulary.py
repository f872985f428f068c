"""The door to what an editor of panels offers."""

from django.http import HttpRequest, HttpResponse

from timeseries.answers import answer
from timeseries.boundary import door

from ..vocabulary import vocabulary


@door("GET", scope="read")
async def offered(request: HttpRequest) -> HttpResponse:
    """`GET /api/kinds`: chart kinds with their options, and the aggregates."""
    return answer(vocabulary())
