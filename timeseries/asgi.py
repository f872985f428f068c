"""What the applications beside Django share: reading a request's head, sending an answer,
and being found by its path."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .access import Caller
from .answers import JSON_HEADERS, encode, error_body, error_headers
from .errors import LivecurveError, NotFound
from .sessions import user_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
# Applications by type of connection and path; a segment `TOKEN` of that stands for any text.
Places = Mapping[tuple[str, str], Application]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as a whole."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Any, status: int = 200, headers: dict[str, str] | None = None) -> "Reply":
        return cls(status, encode(data), JSON_HEADERS | (headers or {}))

    @classmethod
    def of_error(cls, error: LivecurveError) -> "Reply":
        return cls.of(error_body(error), error.status, error_headers(error))

    async def send(self, send: Send, kind: str = "http.response") -> None:
        """`kind` is that of the messages: a WebSocket that is not accepted has its own."""
        headers = [(k.lower().encode(), v.encode("latin-1")) for k, v in self.headers.items()]
        if self.status != 204:
            headers.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": f"{kind}.start", "status": self.status, "headers": headers})
        await send({"type": f"{kind}.body", "body": self.body})


def headers_of(scope: Scope) -> dict[str, str]:
    """Header names in lower case; of a repeated header the last stands."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }


def caller_of(scope: Scope, headers: dict[str, str]) -> Caller:
    """Who sends a request."""
    peer = scope["client"][0] if scope.get("client") else None
    return Caller(scope.get("method", "GET"), headers, peer, partial(user_of, headers))


ANY = "/TOKEN/"


class Doors:
    """Before an application: what is served beside it, by type of connection and path."""

    def __init__(self, places: Places, inner: Application) -> None:
        self._places = {place: one for place, one in places.items() if ANY not in place[1]}
        self._open: list[tuple[str, str, str, Application]] = []
        for (kind, path), one in places.items():
            before, any_text, after = path.partition(ANY)
            if any_text:
                self._open.append((kind, before, after, one))
        self._inner = inner

    def _at(self, kind: str, path: str) -> Application:
        if application := self._places.get((kind, path)):
            return application
        for of, before, after, one in self._open:
            inside = path[len(before) + 1 : -len(after) - 1]
            if of == kind and path == f"{before}/{inside}/{after}" and "/" not in inside:
                return one
        return self._inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        application = self._at(scope["type"], scope.get("path", ""))
        if application is self._inner and scope["type"] == "websocket":
            # Django takes none, and says so in the log.
            missing = NotFound("There is no WebSocket here: /ws/live is the one.")
            await Reply.of_error(missing).send(send, "websocket.http.response")
            return
        await application(scope, receive, send)
