"""Playlists: dashboards that a screen shows one after another. Each function is one short
transaction, and runs on a thread."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from timeseries.errors import BadParameter, BadRequest, NotFound

from .models import Dashboard, Playlist, PlaylistEntry

SECONDS = range(5, 86_401)
MOST = 100
TITLE_LENGTH = 200

# A dashboard's slug, and for how many seconds it is shown.
Wanted = tuple[str, str]


def found(slug: str) -> Playlist:
    """Raises NotFound."""
    playlist = Playlist.objects.filter(slug=slug).first()
    if playlist is None:
        raise NotFound(f"There is no playlist {slug[:100]!a}: /playlists/ lists them all.")
    return playlist


def create(title: str) -> Playlist:
    """An empty one. Raises BadRequest."""
    title = _title(title)
    with transaction.atomic():
        return Playlist.objects.create(title=title, slug=_free_slug(title))


def change(slug: str, title: str, wanted: Sequence[Wanted]) -> Playlist:
    """Raises NotFound, and BadRequest for a dashboard or a time that cannot be."""
    with transaction.atomic():
        playlist = found(slug)
        playlist.title = _title(title)
        playlist.save()
        entries = [_entry(playlist, place, one) for place, one in enumerate(wanted)]
        if len(entries) > MOST:
            raise BadRequest(f"A playlist has at most {MOST} dashboards.")
        playlist.entries.all().delete()
        PlaylistEntry.objects.bulk_create(entries)
    return playlist


def described(slug: str) -> dict[str, Any]:
    """As a player needs it. Raises NotFound."""
    playlist = found(slug)
    entries = playlist.entries.select_related("dashboard")
    return {
        "slug": playlist.slug,
        "title": playlist.title,
        "entries": [
            {"slug": one.dashboard.slug, "title": one.dashboard.title, "seconds": one.seconds}
            for one in entries
        ],
    }


def _title(text: str) -> str:
    title = text.strip()
    if not 0 < len(title) <= TITLE_LENGTH or not title.isprintable():
        raise BadRequest(f"A title has 1 to {TITLE_LENGTH} characters.")
    return title


def _entry(playlist: Playlist, place: int, wanted: Wanted) -> PlaylistEntry:
    slug, text = wanted
    dashboard = Dashboard.objects.filter(slug=slug).first()
    if dashboard is None:
        raise BadRequest(f"There is no dashboard {slug[:100]!a} any more: choose another.")
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
    if seconds not in SECONDS:
        raise BadParameter("seconds", f"a whole number from {SECONDS[0]} to {SECONDS[-1]:,}")
    return PlaylistEntry(playlist=playlist, dashboard=dashboard, place=place, seconds=seconds)


def _free_slug(title: str) -> str:
    base = slugify(title)[:90] or "playlist"
    taken = set(Playlist.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)
