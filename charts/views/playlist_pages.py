"""The pages that make and change playlists: plain forms, and Django's own synchronous views. The
one that plays them is a page like all others."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from timeseries.answers import answer
from timeseries.boundary import door
from timeseries.errors import Forbidden, LivecurveError, NotFound
from timeseries.threads import readers

from .. import playlists
from ..models import Dashboard, Playlist
from .page import page, rendered

NEW_SECONDS = "30"


@login_required
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """All playlists, and a form for a new one."""
    error = ""
    if request.method == "POST":
        try:
            if not request.user.has_perm("charts.add_playlist"):
                raise Forbidden("You may not add playlists: an administrator can permit it.")
            made = playlists.create(request.POST.get("title", ""))
            return redirect("playlist", slug=made.slug)
        except LivecurveError as refused:
            error = str(refused)
    known = Playlist.objects.prefetch_related("entries__dashboard")
    context = {"playlists": known, "error": error, "account": request.user}
    return render(request, "playlists.html", context)


@login_required
@permission_required("charts.change_playlist", raise_exception=True)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One playlist: its dashboards, their order and times. Every button saves the whole form;
    what was typed stays when it is refused."""
    try:
        known = playlists.described(slug)
        title = known["title"]
        entries = [(entry["slug"], str(entry["seconds"])) for entry in known["entries"]]
        error = ""
        if request.method == "POST":
            title, entries = request.POST.get("title", ""), _moved(request, _entries(request))
            if request.POST.get("action") == "delete":
                return _deleted(request, slug)
            playlists.change(slug, title, entries)
            return redirect("playlist", slug=slug)
    except NotFound:
        raise Http404 from None
    except LivecurveError as refused:
        error = str(refused)
    context = {
        "slug": slug,
        "title": title,
        "entries": entries,
        "dashboards": Dashboard.objects.all(),
        "new_seconds": NEW_SECONDS,
        "error": error,
        "account": request.user,
    }
    return render(request, "playlist.html", context)


@page
async def play(request: HttpRequest, slug: str) -> HttpResponse:
    """`/play/SLUG/`: the dashboards of a playlist, one after another."""
    try:
        known = await readers.run(playlists.described, slug)
    except NotFound:
        raise Http404 from None
    return await rendered(request, "play.html", playlist=known)


@door("GET", scope="read")
async def described(request: HttpRequest, slug: str) -> HttpResponse:
    """`GET /api/playlists/SLUG`"""
    return answer(await readers.run(playlists.described, slug))


def _deleted(request: HttpRequest, slug: str) -> HttpResponse:
    if not request.user.has_perm("charts.delete_playlist"):
        raise Forbidden("You may not delete playlists: an administrator can permit it.")
    playlists.found(slug).delete()
    return redirect("playlists")


def _entries(request: HttpRequest) -> list[playlists.Wanted]:
    """Those of the form; a row without a dashboard is none."""
    rows = zip(request.POST.getlist("dashboard"), request.POST.getlist("seconds"), strict=False)
    return [(slug, seconds.strip()) for slug, seconds in rows if slug]


def _moved(request: HttpRequest, entries: list[playlists.Wanted]) -> list[playlists.Wanted]:
    """With the row of the button that was pressed moved, or taken out."""
    action, _, text = request.POST.get("action", "").partition(":")
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1
    if not 0 <= place < len(entries):
        return entries
    row = entries.pop(place)
    if action != "remove":
        entries.insert(max(0, place + {"up": -1, "down": 1}.get(action, 0)), row)
    return entries
