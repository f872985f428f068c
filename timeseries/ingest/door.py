"""The contract of a door that readings are posted to: decode, call, encode.

One file a door in `doors/`: its path, the protocol that it reads, who may come in how, and
how it answers. Which errors a client retries and which shape they have is its protocol's.
"""

import asyncio
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from django.conf import settings

from ..access import Caller, basic_password, with_token
from ..asgi import Places, Reply
from ..door import Door, Request
from ..errors import Forbidden, LivecurveError, TooLarge, Unauthorized, Unsupported
from ..registry import Registry
from ..timerange import now
from ..tokens import sender
from .arrivals_shared import note_refused
from .decoding import decompress
from .pipeline import SMALL_BODY, pipeline
from .protocol import Body, Parsed

# What a request is refused for before it is read.
UNREAD = (Unauthorized, Forbidden, TooLarge, Unsupported)
# What asks a client that waits for it to send its name and password.
CHALLENGE = {"WWW-Authenticate": 'Basic realm="livecurve"'}


class IngestDoor(Door):
    """A path beside others that programs which send readings ask for."""

    # A segment `TOKEN` of it stands for any text.
    path: str


class WriteDoor(IngestDoor):
    """A path that readings are posted to: which protocol it reads, and how it answers."""

    methods: tuple[str, ...] = ("POST",)
    scope = "write"
    # Of the compressions that bodies come with.
    encodings: tuple[str, ...] = ("gzip",)

    @abstractmethod
    def protocol(self, headers: dict[str, str]) -> str:
        """The name of the protocol of a request. Raises Unsupported."""

    @abstractmethod
    def accept(self, request: Request, parsed: Parsed) -> Reply:
        """The answer when the good readings are on disk."""

    def accept_of(self, request: Request, body: Body, parsed: Parsed) -> Reply:
        """The same, where it tells of what stood in the body."""
        return self.accept(request, parsed)

    @property
    def body_limit(self) -> int:
        limit: int = settings.BODY_LIMIT
        return limit

    def caller(self, request: Request) -> Caller:
        """Who sends it: a token may also be the password of Basic authorization."""
        return with_token(request.caller, basic_password(request.headers))

    async def answer(self, request: Request) -> Reply:
        protocol = self.protocol(request.headers)
        content = await self.content(request)
        token = sender(self.caller(request).token)
        body = Body(content, self.parameters(request), now(), token=token)
        parsed = await pipeline.receive(protocol, body, partial(self.check, request))
        return self.accept_of(request, body, parsed)

    def _refused(self, request: Request, error: LivecurveError) -> Reply:
        """What never came to a parser is noted by the door's path."""
        if isinstance(error, UNREAD):
            note_refused(self.path, sender(self.caller(request).token), str(error))
        return super()._refused(request, error)

    def parameters(self, request: Request) -> Mapping[str, str]:
        """What the parser is told beside the body."""
        return request.parameters

    def check(self, request: Request, parsed: Parsed) -> None:
        """What refuses a body as a whole before anything of it is written. Raises BadRequest."""

    async def content(self, request: Request) -> bytes:
        """The body, decompressed. Raises TooLarge, Unsupported, BadRequest."""
        raw = await request.body(self.body_limit)
        encoding = request.encoding
        rest = (encoding, settings.DECOMPRESSED_LIMIT, self.encodings)
        if not encoding or len(raw) <= SMALL_BODY:
            return decompress(raw, *rest)
        return await asyncio.to_thread(decompress, raw, *rest)


def challenged(reply: Reply, error: LivecurveError) -> Reply:
    """An answer that asks for a name and a password where the error is that there were none."""
    if not isinstance(error, Unauthorized):
        return reply
    return replace(reply, headers=reply.headers | CHALLENGE)


doors: Registry[type[IngestDoor]] = Registry("door of ingest", "timeseries.ingest.doors")


def ingest_doors() -> Places:
    """All of them."""
    return {("http", door.path): door().serve for door in doors}
