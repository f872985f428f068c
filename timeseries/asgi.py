"""What the doors beside Django share: reading a request's head, and sending an answer."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

import orjson

from .access import Caller
from .answers import error_body, error_headers
from .errors import LivecurveError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as a whole."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Any, status: int = 200, headers: dict[str, str] | None = None) -> "Reply":
        kind = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        return cls(status, orjson.dumps(data), kind | (headers or {}))

    @classmethod
    def of_error(cls, error: LivecurveError) -> "Reply":
        return cls.of(error_body(error), error.status, error_headers(error))

    async def send(self, send: Send) -> None:
        headers = [(k.lower().encode(), v.encode("latin-1")) for k, v in self.headers.items()]
        if self.status != 204:
            headers.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def headers_of(scope: Scope) -> dict[str, str]:
    """Header names in lower case; of a repeated header the last stands."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }


def caller_of(scope: Scope, headers: dict[str, str]) -> Caller:
    """Who sends a request that Channels' authentication has, or has not, gone over."""

    async def user() -> Any:
        return scope.get("user")

    peer = scope["client"][0] if scope.get("client") else None
    return Caller(scope.get("method", "GET"), headers, peer, user)


def has_session(headers: dict[str, str], cookie_name: str) -> bool:
    """Whether a request comes with a session and without a token."""
    if "authorization" in headers or cookie_name not in headers.get("cookie", ""):
        return False
    try:
        return cookie_name in SimpleCookie(headers["cookie"])
    except CookieError:
        return False


class Doors:
    """Before an application: what is served beside it, by type of connection and path."""

    def __init__(self, doors: Mapping[tuple[str, str], Application], inner: Application) -> None:
        self._doors = dict(doors)
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self._doors.get((scope["type"], scope.get("path", "")), self._inner)
        await door(scope, receive, send)
