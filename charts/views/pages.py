"""The pages: each is a frame that its JavaScript module fills from the API."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from charts.gallery import shown
from charts.models import Dashboard, Panel
from timeseries.access import authorize
from timeseries.boundary import caller
from timeseries.errors import Forbidden, Unauthorized
from timeseries.models import Series
from timeseries.query import Query, ask
from timeseries.timerange import now, parse_range

# What an example lists: there wherever the machine's own readings are taken.
LISTED = ("machine_cpu", "machine_load", "machine_memory")

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Coroutine[Any, Any, HttpResponseBase]]

# Kinds whose first query makes the small curve on a dashboard's card, the best first.
CARD_KINDS = ("line", "area", "stat", "bar", "gauge")


def page(view: View[P]) -> View[P]:
    """Make an async view a page: for GET and HEAD, and for those who may read; others are
    asked to log in."""

    @require_safe
    @wraps(view)
    async def opened(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        try:
            await authorize(caller(request), "read")
        except (Unauthorized, Forbidden):
            return redirect_to_login(request.get_full_path())
        return await view(request, *args, **kwargs)

    return opened


@page
async def home(request: HttpRequest) -> HttpResponse:
    """All dashboards as cards."""
    dashboards = Dashboard.objects.prefetch_related("panels")
    cards = [card(dashboard) async for dashboard in dashboards]
    known = await Series.objects.aexists()
    return await _rendered(request, "home.html", cards=cards, known=known)


@page
async def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    """One dashboard: its panels in a grid."""
    found = await Dashboard.objects.prefetch_related("panels").filter(slug=slug).afirst()
    if found is None:
        raise Http404
    return await _rendered(request, "dashboard.html", dashboard=found, definition=definition(found))


@page
async def explore(request: HttpRequest) -> HttpResponse:
    """All series: find any and see it."""
    return await _rendered(request, "explore.html")


@page
async def sources(request: HttpRequest) -> HttpResponse:
    """How to send readings, and what is arriving."""
    return await _rendered(request, "sources.html")


@page
async def gallery(request: HttpRequest) -> HttpResponse:
    """All kinds of charts, each of readings that are there."""
    return await _rendered(request, "gallery.html", shown=shown())


@page
async def example_embed(request: HttpRequest) -> HttpResponse:
    """How a curve gets into a page of one's own."""
    return await _rendered(request, "examples/embed.html")


class HtmxHttpRequest(HttpRequest):
    """What django-htmx's middleware makes of a request."""

    htmx: HtmxDetails


@page
@vary_on_headers("HX-Request")
async def example_polling(request: HttpRequest) -> HttpResponse:
    """How a page does without a stream. htmx asks for its table alone."""
    asked = parse_range("now-5m", "now", now(), None)
    found = await ask([Query(name, "last") for name in LISTED], asked, width=1)
    newest = [
        {"key": one.series.key, "unit": one.series.unit, "value": float(one.points[-1, 1])}
        for one in found.columns
        if len(one.points)
    ]
    part = cast("HtmxHttpRequest", request).htmx
    template = "parts/newest.html" if part else "examples/polling.html"
    return await _rendered(request, template, newest=newest)


def card(dashboard: Dashboard) -> dict[str, Any]:
    """What the card of a dashboard shows; `series` is the selector of its small curve."""
    panels = [panel for panel in dashboard.panels.all() if _selectors(panel)]
    panels.sort(key=lambda panel: _rank(panel.kind))
    return {
        "slug": dashboard.slug,
        "url": dashboard.get_absolute_url(),
        "title": dashboard.title,
        "description": dashboard.description,
        "start": dashboard.start,
        "end": dashboard.end,
        "series": _selectors(panels[0])[0] if panels else "",
    }


def definition(dashboard: Dashboard) -> dict[str, Any]:
    """A dashboard as its page needs it before there are readings."""
    fields = ("title", "kind", "unit", "x", "y", "w", "h")
    return {
        "slug": dashboard.slug,
        "version": dashboard.version,
        "start": dashboard.start,
        "end": dashboard.end,
        "panels": [
            {
                "id": panel.pk,
                **{name: getattr(panel, name) for name in fields},
                "series": _selectors(panel),
            }
            for panel in dashboard.panels.all()
        ],
    }


def _rank(kind: str) -> int:
    return CARD_KINDS.index(kind) if kind in CARD_KINDS else len(CARD_KINDS)


def _selectors(panel: Panel) -> list[str]:
    """The panel's selectors; a query that cannot be read is the API's to complain about."""
    queries = panel.queries if isinstance(panel.queries, list) else []
    return [
        query["series"]
        for query in queries
        if isinstance(query, dict) and isinstance(query.get("series"), str)
    ]


async def _rendered(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """The template with the account, loaded here: a template may not wait for a database."""
    user = await request.auser()
    account = user if user.is_authenticated else None
    server = f"{request.scheme}://{request.get_host()}"
    return render(request, template, {"account": account, "server": server, **context})
