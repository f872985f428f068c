"""The door of a dashboard's variables."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from timeseries.answers import answer
from timeseries.boundary import door
from timeseries.parameters import Parameters
from timeseries.threads import readers

from ..choosing import asked_of
from ..editing import found
from ..seen import seen
from ..shipped import tell
from .languages import language


@door("GET", scope="read")
async def variables(request: HttpRequest, slug: str) -> HttpResponse:
    """`GET /api/dashboards/SLUG/variables`: what there is to choose from, what is chosen, and
    where the panels then stand."""
    return await readers.run(_answer, request, slug)


def _answer(request: HttpRequest, slug: str) -> HttpResponse:
    parameters = Parameters(request.GET)
    board = seen(found(slug), asked_of(request.GET))
    with override(language(parameters)):
        tell(slug, [one.panel for one in board.panels])
    of, search = parameters.text("of") or "", parameters.text("search") or ""
    return answer({**board.page(), "variables": board.listed(of, search)})
