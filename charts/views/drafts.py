"""The door of drafts: decode, call, encode."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from timeseries.answers import answer
from timeseries.bodies import json_object
from timeseries.boundary import door
from timeseries.errors import BadParameter
from timeseries.threads import readers

from .. import drafts
from ..editing import found
from ..editors import editor, signed_in
from ..models import Draft
from .bodies import definition_answer, document_of, version_of
from .editing import edits

EXAMPLE = '{"version": 1, "number": 0, "definition": {"title": "The lab"}}'


@door("GET", "PUT", "POST", "DELETE", scope="read")
@edits
async def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """`/api/dashboards/SLUG/draft`: of whoever is signed in. `PUT` saves it, `POST` publishes,
    `DELETE` discards."""
    user = await signed_in(request)
    if request.method == "GET":
        return await readers.run(_kept, slug, user.pk)
    author = await editor(request, "change")
    if request.method == "DELETE":
        await readers.run(drafts.discard, slug, user.pk)
        return answer({"discarded": slug})
    given = json_object(request.body, EXAMPLE)
    version = version_of(request, given)
    if request.method == "POST":
        return await readers.run(_published, slug, user.pk, version, given, author)
    if version is None:
        raise BadParameter("version", "the number that the draft began from")
    return await readers.run(_saved, slug, user.pk, version, given)


# What follows runs on a thread: it asks the database.


def _kept(slug: str, user_id: int) -> HttpResponse:
    """The draft, null when there is none, with what is published, its version and its author."""
    dashboard = found(slug)
    kept = drafts.kept(slug, user_id)
    author = drafts.version_author(slug, dashboard.version)
    described = {**_described(kept), "definition": kept.definition} if kept else None
    published = {
        "published": document_of(dashboard),
        "version": dashboard.version,
        "author": author,
    }
    return answer({"draft": described, **published})


def _saved(slug: str, user_id: int, version: int, given: dict[str, Any]) -> HttpResponse:
    number = given.get("number", 0)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 2**31 - 1:
        raise BadParameter("number", "what the draft was last saved as, 0 for a new one")
    saved = drafts.save(slug, user_id, version, number, given.get("definition"))
    wrong = [one.as_json() for one in drafts.problems(slug, saved.definition)]
    return answer({**_described(saved), "problems": wrong})


def _published(
    slug: str, user_id: int, version: int | None, given: dict[str, Any], author: str
) -> HttpResponse:
    document = given.get("definition")
    return definition_answer(drafts.publish(slug, user_id, version, document, author))


def _described(draft: Draft) -> dict[str, Any]:
    saved_at = draft.saved_at.timestamp() * 1000
    return {"version": draft.version, "number": draft.number, "at": saved_at}
