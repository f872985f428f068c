"""`/api/collectors`: what the page of collectors does, for programs."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse

from ..answers import answer, error_body
from ..bodies import json_object
from ..boundary import door
from ..errors import NotFound
from ..store import WRITING
from ..threads import readers
from ..timerange import to_milliseconds
from . import editing
from .described import described, kinds_told, told_of
from .editing import BadCollector
from .models import Collection
from .permission import check_may
from .trying import shown, try_out

EXAMPLE = '{"name": "Router", "kind": "prometheus", "settings": {"address": "http://…"}}'
DIGITS = 15

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Coroutine[Any, Any, HttpResponse]]


def edits(view: View[P]) -> View[P]:
    """A sentence for each part that is wrong."""

    @wraps(view)
    async def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return await view(request, *args, **kwargs)
        except BadCollector as error:
            problems = [{"at": at, "reason": why} for at, why in error.problems.items()]
            return answer({**error_body(error), "problems": problems}, error.status)

    return cast("View[P]", opened)


@door("GET", "POST", scope="read")
@edits
async def all_collectors(request: HttpRequest) -> HttpResponse:
    """`GET /api/collectors`: which there are. `POST`: a new one."""
    if request.method == "GET":
        await check_may(request, "view")
        return answer({"collectors": await readers.run(listed)})
    given = json_object(request.body, EXAMPLE)
    await check_may(request, "add", given.get("kind"))
    return answer(described(await readers.run(editing.create, given)), 201)


@door("GET", scope="read")
async def kinds(request: HttpRequest) -> HttpResponse:
    """`GET /api/collectors/kinds`: which kinds there are, with their settings."""
    return answer({"kinds": kinds_told()})


@door("GET", "PATCH", "DELETE", scope="read")
@edits
async def one_collector(request: HttpRequest, pk: str) -> HttpResponse:
    """`GET`, `PATCH` and `DELETE /api/collectors/ID`"""
    if request.method == "GET":
        await check_may(request, "view")
        return answer(described(await readers.run(editing.found, number_of(pk))))
    row = await _reached(request, pk, "delete" if request.method == "DELETE" else "change")
    if request.method == "DELETE":
        await readers.run(editing.delete, row.pk)
        return answer({"deleted": row.pk})
    given = json_object(request.body, EXAMPLE)
    return answer(described(await readers.run(editing.change, row.pk, given)))


@door("GET", scope="read")
async def runs(request: HttpRequest, pk: str) -> HttpResponse:
    """`GET /api/collectors/ID/runs`: the last ones, the newest first."""
    await check_may(request, "view")
    return answer({"runs": await readers.run(_runs, number_of(pk))})


@door("POST", scope="read")
async def run_now(request: HttpRequest, pk: str) -> HttpResponse:
    """`POST /api/collectors/ID/run`: once, at once, beside its timetable."""
    row = await _reached(request, pk, "change")
    slot = await readers.run(editing.ask, row.pk)
    return answer({"slot": to_milliseconds(slot)}, 202)


@door("POST", scope="read")
@edits
async def duplicate(request: HttpRequest, pk: str) -> HttpResponse:
    """`POST /api/collectors/ID/duplicate`"""
    row = await _reached(request, pk, "add")
    return answer(described(await readers.run(editing.duplicate, row.pk)), 201)


@door("POST", scope="read")
@edits
async def try_one(request: HttpRequest) -> HttpResponse:
    """`POST /api/collectors/try`: what a collector would store; with an `id`, one that is there
    with what is given of it changed."""
    given = json_object(request.body, EXAMPLE)
    pk = given.pop("id", None)
    row = None if pk is None else await _reached(request, str(pk), "change")
    if row is None:
        await check_may(request, "add", given.get("kind"))
    made = await readers.run(editing.draft, {"name": "tried", **given}, row)
    return answer(shown(await try_out(made)))


async def _reached(request: HttpRequest, pk: str, action: str) -> Collection:
    """A collector that whoever asks may do that to. Who may not is not told whether it is."""
    await check_may(request, action)
    row = await readers.run(editing.found, number_of(pk))
    await check_may(request, action, row.kind)
    return row


def number_of(pk: str) -> int:
    """The id in a path. Raises NotFound."""
    if pk.isascii() and pk.isdecimal() and len(pk) <= DIGITS:
        return int(pk)
    raise NotFound(f"There is no collector with id {pk[:20]!a}: see /api/collectors.")


# What follows runs on a thread: it asks the database.


def listed() -> list[dict[str, Any]]:
    rows = Collection.objects.using(WRITING).select_related("state").order_by("name", "pk")
    return [described(row) for row in rows]


def _runs(pk: int) -> list[dict[str, Any]]:
    return [told_of(run) for run in editing.found(pk).runs.order_by("-slot")]
