"""The contract of a door beside Django: one path, who may come in, and what is answered.

A plain ASGI application saves Django's async request (about 1 ms and two threads).
Who may not come in is told so before the first byte of a body is read, and no body touches
the disk.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import QueryDict

from .access import Caller, authorize
from .asgi import Receive, Reply, Scope, Send, caller_of, headers_of
from .bodies import Disconnected, check_length, receive_body
from .compressing import compressed, is_compressible
from .errors import BROKEN, BadRequest, LivecurveError, MethodNotAllowed
from .threads import unavailable

log = logging.getLogger(__name__)

# Programs that write send the same query string each time: of so many it is read once.
PARSED = 64
# Bytes of an answer that are compressed in less time than another thread takes to wake.
LARGE = 131_072


@dataclass(frozen=True, slots=True)
class Request:
    """What came to a door: its head, and its body for whoever asks for it. Header names are
    in lower case."""

    method: str
    path: str
    query_string: bytes
    headers: dict[str, str]
    caller: Caller
    receive: Receive

    @classmethod
    def of(cls, scope: Scope, receive: Receive) -> "Request":
        headers = headers_of(scope)
        caller = caller_of(scope, headers)
        return cls(scope["method"], scope["path"], scope["query_string"], headers, caller, receive)

    @property
    def parameters(self) -> QueryDict:
        """Those of the query string. Raises BadRequest for too many."""
        try:
            return _parameters(self.query_string)
        except SuspiciousOperation as error:
            raise BadRequest(f"The request cannot be read: {error}") from None

    @property
    def encoding(self) -> str:
        """How its body is compressed, in lower case; an empty text where it is not."""
        return self.headers.get("content-encoding", "").strip().lower()

    async def body(self, limit: int) -> bytes:
        """Raises TooLarge, TooSlow, Disconnected."""
        return await receive_body(self.receive, limit, settings.RECEIVE_SECONDS)


@lru_cache(maxsize=PARSED)
def _parameters(query_string: bytes) -> QueryDict:
    return QueryDict(query_string)


async def _compressed(reply: Reply, headers: dict[str, str]) -> Reply:
    """An answer as its asker takes it; of a large one while others are answered."""
    kind = reply.headers.get("Content-Type", "")
    if not is_compressible(reply.body, kind) or "Content-Encoding" in reply.headers:
        return reply
    told = reply.headers | {"Vary": "Accept-Encoding"}
    asked = reply.body, kind, headers.get("accept-encoding", "")
    if len(reply.body) <= LARGE:
        body, encoding = compressed(*asked)
    else:
        body, encoding = await asyncio.to_thread(compressed, *asked)
    if encoding:
        told["Content-Encoding"] = encoding
    return replace(reply, body=body, headers=told)


class Door(ABC):
    """One path. An instance serves any number of clients."""

    methods: tuple[str, ...] = ("GET",)
    # What a caller has to be allowed (access.py); nobody is asked where it is None.
    scope: str | None = "read"

    @abstractmethod
    async def answer(self, request: Request) -> Reply:
        """The answer to a request of somebody who may come in. Raises LivecurveError."""

    def caller(self, request: Request) -> Caller:
        """Who sends it, by what of the request tells."""
        return request.caller

    def refuse(self, error: LivecurveError) -> Reply:
        """The answer to an error."""
        return Reply.of_error(error)

    def refuse_as(self, request: Request, error: LivecurveError) -> Reply:
        """The same, where its form is up to the request."""
        return self.refuse(error)

    @property
    def body_limit(self) -> int:
        """In bytes, for any method."""
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        with suppress(Disconnected):
            request = Request.of(scope, receive)
            reply = await self._reply(request)
            await (await _compressed(reply, request.headers)).send(send)

    async def _reply(self, request: Request) -> Reply:
        try:
            return await self._admitted(request)
        except LivecurveError as error:
            return self._refused(request, error)
        except (DatabaseError, InterfaceError) as error:
            return self._refused(request, unavailable(error))
        except Disconnected:
            raise
        except Exception:
            log.exception("%s could not be answered.", request.path)
            return self.refuse_as(request, LivecurveError(BROKEN))

    async def _admitted(self, request: Request) -> Reply:
        check_length(request.headers, self.body_limit)
        if request.method not in self.methods:
            raise MethodNotAllowed(request.path, *self.methods)
        if self.scope is not None:
            await authorize(self.caller(request), self.scope)
        return await self.answer(request)

    def _refused(self, request: Request, error: LivecurveError) -> Reply:
        if error.status >= 500:
            log.warning("%s: %s", error.code, error)
        return self.refuse_as(request, error)
