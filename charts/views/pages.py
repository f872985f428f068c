"""The pages: each is a frame that its JavaScript module fills from the API."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from charts.choosing import Asked, asked_of
from charts.editors import permitted
from charts.gallery import shown
from charts.models import Dashboard
from charts.seen import seen
from charts.shipped import in_words, told
from charts.snippets import SNIPPETS, Server
from charts.views.cards import cards_for, grouped
from timeseries.asked import Query
from timeseries.live.hub import hub
from timeseries.models import Series
from timeseries.query import ask
from timeseries.threads import readers
from timeseries.timerange import now, parse_range

from .page import account_of, page, rendered

# What an example lists: there wherever the machine's own readings are taken.
LISTED = ("machine_cpu", "machine_load", "machine_memory")


class HtmxHttpRequest(HttpRequest):
    """What django-htmx's middleware makes of a request."""

    htmx: HtmxDetails


@page
@vary_on_headers("HX-Request")
async def home(request: HttpRequest) -> HttpResponse:
    """All dashboards as cards. After a change the page asks for these alone."""
    account = await account_of(request)
    cards = await cards_for(account)
    context = {"cards": cards, "groups": grouped(cards)}
    if cast("HtmxHttpRequest", request).htmx:
        return await rendered(request, "parts/cards.html", **context)
    about = {"may": await permitted(account), "signedIn": account is not None}
    known = await Series.objects.aexists()
    filtered = any(one["folder"] or one["tags"] for one in cards)
    return await rendered(
        request, "home.html", known=known, filtered=filtered, about=about, **context
    )


@page
async def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    """One dashboard: its panels in a grid."""
    found = await Dashboard.objects.prefetch_related("panels").filter(slug=slug).afirst()
    if found is None:
        raise Http404
    board = await readers.run(definition, found, asked_of(request.GET))
    for panel in board["panels"]:
        panel["title"] = in_words(slug, panel["title"])
    may = await permitted(await account_of(request))
    # From here on the page follows, so that it may ask for what was before at once.
    described = {**board, "may": may, "cursor": str(hub.cursor or "")}
    heading = told(found)["title"]
    return await rendered(
        request, "dashboard.html", dashboard=found, definition=described, heading=heading
    )


@page
async def explore(request: HttpRequest) -> HttpResponse:
    """All series: find any and see it."""
    return await rendered(request, "explore.html")


@page
async def sources(request: HttpRequest) -> HttpResponse:
    """How to send readings, and what is arriving."""
    user = await request.auser()
    server = Server.of(request.scheme or "http", request.get_host())
    ways = [
        {"name": one.name, "title": one.title, "place": one.place, "words": one.words,
         "text": one.text(server)}
        for one in SNIPPETS
    ]  # fmt: skip
    may_make = await user.ahas_perm("timeseries.add_apitoken")
    return await rendered(request, "sources.html", snippets=ways, may_make_tokens=may_make)


@page
async def gallery(request: HttpRequest) -> HttpResponse:
    """All kinds of charts, each of readings that are there."""
    return await rendered(request, "gallery.html", shown=shown())


@page
async def example_embed(request: HttpRequest) -> HttpResponse:
    """How a curve gets into a page of one's own."""
    return await rendered(request, "examples/embed.html")


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
    return await rendered(request, template, newest=newest)


def definition(dashboard: Dashboard, asked: Asked) -> dict[str, Any]:
    """A dashboard as its page needs it before there are readings. On a thread."""
    return {
        "slug": dashboard.slug,
        "version": dashboard.version,
        "start": dashboard.start,
        "end": dashboard.end,
        "zone": dashboard.zone,
        **seen(dashboard, asked).page(),
    }
