"""The doors of uploads: a file comes in, its columns are said, it is imported, it is stopped."""

import asyncio
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ..access import Caller, authorize
from ..answers import answer
from ..asgi import Places, Receive, Reply
from ..bodies import Disconnected, json_object, too_large
from ..boundary import caller, door
from ..door import Door, Request
from ..errors import BadParameter, BadRequest, Forbidden, StorageFull, TooSlow
from ..threads import readers
from . import shelf
from .asked import options_of
from .preview import first_rows, format_of, would_read
from .shelf import AT_WORK, UPLOADED, State
from .work import imports

PERMISSION = "timeseries.add_reading"
LONGEST_NAME = 200
EXAMPLE = '{"time": {"column": "time"}, "series": [{"column": "temperature"}]}'
# Of a file that waits to be imported or is, in one server.
MOST_WAITING = 20


async def check(asking: Caller) -> None:
    """A token with the scope write, or a session of somebody who may add readings. Raises
    Unauthorized and Forbidden."""
    await authorize(asking, "write")
    if asking.token is None:
        user = await asking.user()
        if not await readers.run(user.has_perm, PERMISSION):
            raise Forbidden("You may not import readings: an administrator can permit it.")


class UploadDoor(Door):
    """`POST /api/imports?name=FILE`: the body is the file, which goes to the disk as it comes.
    `GET`: all that there are."""

    methods = ("GET", "POST")
    scope = None

    @property
    def body_limit(self) -> int:
        return settings.IMPORT_LIMIT

    async def answer(self, request: Request) -> Reply:
        await check(request.caller)
        if request.method == "GET":
            return Reply.of({"imports": await asyncio.to_thread(shelf.listed)})
        name = request.parameters.get("name") or ""
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise BadParameter("name", f"the file's name, of 1 to {LONGEST_NAME} characters")
        form = format_of(name)
        state = await asyncio.to_thread(shelf.new, name)
        try:
            return Reply.of(await self._taken(state, form, request.receive), 201)
        except BaseException:
            shelf.forget(state["id"])
            raise

    async def _taken(self, state: State, form: str, receive: Receive) -> State:
        size = await _to_disk(receive, state["id"], self.body_limit)
        if not size:
            raise BadRequest("The file is empty.")
        seen = await asyncio.to_thread(first_rows, shelf.content(state["id"]), form)
        kept = {**state, "state": UPLOADED, "size": size, "format": form, "preview": seen}
        return await asyncio.to_thread(shelf.keep, kept)


async def _to_disk(receive: Receive, pk: str, limit: int) -> int:
    """How many bytes came. Raises TooLarge, TooSlow, StorageFull, Disconnected."""
    size = 0
    try:
        with shelf.content(pk).open("wb") as file:
            while True:
                async with asyncio.timeout(settings.RECEIVE_SECONDS):
                    message = await receive()
                if message["type"] == "http.disconnect":
                    raise Disconnected
                part = message.get("body", b"")
                size += len(part)
                if size > limit:
                    raise too_large(limit)
                await asyncio.to_thread(file.write, part)
                if not message.get("more_body"):
                    return size
    except TimeoutError:
        raise TooSlow(f"Nothing came for {settings.RECEIVE_SECONDS} seconds.") from None
    except OSError as error:
        raise StorageFull(f"The file cannot be kept ({error.strerror}): make room.") from None


@door("GET", "DELETE", scope="read")
async def one_import(request: HttpRequest, pk: str) -> HttpResponse:
    """`GET /api/imports/ID`: how far it is. `DELETE`: stop it, or take it away."""
    await check(caller(request))
    state = await asyncio.to_thread(shelf.found, pk)
    if request.method == "DELETE":
        if state["state"] in AT_WORK:
            await asyncio.to_thread(shelf.ask_to_stop, pk)
        else:
            await asyncio.to_thread(shelf.forget, pk)
    return answer(state)


@door("POST", scope="read")
async def preview(request: HttpRequest, pk: str) -> HttpResponse:
    """`POST /api/imports/ID/preview`: the first readings with what the body says of columns."""
    state, options, _ = await _asked(request, pk)
    found = await asyncio.to_thread(would_read, shelf.content(pk), state["format"], options)
    return answer(found)


@door("POST", scope="read")
async def begin(request: HttpRequest, pk: str) -> HttpResponse:
    """`POST /api/imports/ID/start`: the import begins, and goes on without the client."""
    state, options, given = await _asked(request, pk)
    waiting = [one for one in await asyncio.to_thread(shelf.listed) if one["state"] in AT_WORK]
    if len(waiting) >= MOST_WAITING:
        raise BadRequest(f"{MOST_WAITING} imports wait already: begin this one after them.")
    # It is tried first, so that what cannot be read is told where it was asked.
    await asyncio.to_thread(would_read, shelf.content(pk), state["format"], options)
    return answer(await asyncio.to_thread(imports.add, state, options, given), 202)


async def _asked(request: HttpRequest, pk: str) -> tuple[State, Any, dict[str, Any]]:
    await check(caller(request))
    state = await asyncio.to_thread(shelf.found, pk)
    if state["state"] != UPLOADED:
        raise BadRequest("This upload is imported already, or has ended: upload the file again.")
    given = json_object(request.body, EXAMPLE)
    return state, options_of(given), given


def upload_doors() -> Places:
    """Those beside Django."""
    return {("http", "/api/imports"): UploadDoor().serve}
