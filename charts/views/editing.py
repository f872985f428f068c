"""The doors that make, change and delete dashboards: decode, call, encode."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from timeseries.answers import answer
from timeseries.bodies import json_object
from timeseries.boundary import door
from timeseries.errors import NotFound
from timeseries.threads import readers

from .. import editing
from ..definition import BadDefinition, Definition
from ..editors import editor, signed_in
from ..models import Dashboard
from .bodies import (
    definition_answer,
    document_of,
    explained,
    stale,
    version_of,
)

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Coroutine[Any, Any, HttpResponseBase]]
DIGITS = 9

EXAMPLE = '{"title": "The lab"}'


def edits(view: View[P]) -> View[P]:
    """Answer the errors of editing that carry more than a sentence."""

    @wraps(view)
    async def edited(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        try:
            return await view(request, *args, **kwargs)
        except BadDefinition as error:
            return explained(error)
        except editing.Stale as error:
            return stale(error)

    return edited


@door("GET", "POST", scope="read")
@edits
async def dashboards(request: HttpRequest) -> HttpResponse:
    """`GET /api/dashboards`: which there are. `POST`: a new one."""
    if request.method == "GET":
        return answer({"dashboards": await readers.run(_listed)})
    who = await editor(request, "add")
    given = json_object(request.body, EXAMPLE)
    given.setdefault("slug", await readers.run(editing.free_slug, str(given.get("title", ""))))
    return await readers.run(_created, Definition.of(given), who)


@edits
async def change(request: HttpRequest, slug: str) -> HttpResponse:
    """`PUT`, `PATCH` and `DELETE /api/dashboards/SLUG`"""
    if request.method == "DELETE":
        await editor(request, "delete")
        await readers.run(editing.delete, slug, version_of(request, {}))
        return answer({"deleted": slug})
    who = await editor(request, "change")
    given = json_object(request.body, EXAMPLE)
    version = version_of(request, given)
    if request.method == "PATCH":
        given = {**await readers.run(_document, slug), **given}
    definition = Definition.of({"slug": slug, **given})
    return await readers.run(_changed, slug, version, definition, who)


@door("POST", scope="read")
@edits
async def duplicate(request: HttpRequest, slug: str) -> HttpResponse:
    """`POST /api/dashboards/SLUG/duplicate`"""
    who = await editor(request, "add")
    return await readers.run(_duplicated, slug, who)


@door("PUT", "DELETE", scope="read")
async def star(request: HttpRequest, slug: str) -> HttpResponse:
    """`PUT` and `DELETE /api/dashboards/SLUG/star`: of whoever is signed in."""
    user = await signed_in(request)
    wanted = request.method == "PUT"
    await readers.run(editing.star, slug, user.pk, wanted)
    return answer({"starred": wanted})


@door("GET", scope="read")
async def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """`GET /api/dashboards/SLUG/versions`: those that are kept, the newest first."""
    return answer({"versions": await readers.run(_versions, slug)})


@door("GET", scope="read")
async def one_version(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """`GET /api/dashboards/SLUG/versions/NUMBER`: the definition as it was."""
    return answer(await readers.run(_version, slug, _number(number)))


@door("POST", scope="read")
@edits
async def restore(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """`POST /api/dashboards/SLUG/versions/NUMBER/restore`"""
    who = await editor(request, "change")
    given = json_object(request.body, EXAMPLE) if request.body else {}
    version = version_of(request, given)
    return await readers.run(_restored, slug, _number(number), version, who)


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= DIGITS:
        return int(text)
    raise NotFound(f"There is no version {text[:20]!a}: see /api/dashboards/SLUG/versions.")


# What follows runs on a thread: it asks the database.


def _listed() -> list[dict[str, Any]]:
    fields = ("slug", "title", "description", "folder", "tags", "version")
    return list(Dashboard.objects.values(*fields))


def _created(definition: Definition, author: str) -> HttpResponse:
    return definition_answer(editing.create(definition, author), 201)


def _changed(slug: str, version: int | None, definition: Definition, author: str) -> HttpResponse:
    return definition_answer(editing.change(slug, version, definition, author))


def _duplicated(slug: str, author: str) -> HttpResponse:
    return definition_answer(editing.duplicate(slug, author), 201)


def _restored(slug: str, number: int, version: int | None, author: str) -> HttpResponse:
    return definition_answer(editing.restore(slug, number, version, author))


def _document(slug: str) -> dict[str, Any]:
    return document_of(editing.found(slug))


def _versions(slug: str) -> list[dict[str, Any]]:
    return [
        {"version": one.number, "at": one.made_at.timestamp() * 1000, "author": one.author}
        for one in editing.found(slug).versions.defer("definition")
    ]


def _version(slug: str, number: int) -> dict[str, Any]:
    return editing.kept(slug, number)
