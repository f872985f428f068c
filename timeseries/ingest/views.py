"""The writing doors: decode, call, encode."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable

from django.conf import settings

from ..asgi import Places, Receive, Reply, Scope, Send
from ..deletes import DeleteReadings
from ..door import Door, Request
from ..errors import LivecurveError, Unsupported
from ..timerange import now
from .decoding import decompress
from .pipeline import SMALL_BODY, pipeline
from .protocol import Body, Parsed

# What InfluxDB's clients look for; they compare the number before the first dot.
INFLUXDB_VERSION = "2.7.0"


class WriteDoor(Door):
    """A path that readings are posted to: which protocol it reads, and how it answers."""

    methods: tuple[str, ...] = ("POST",)
    scope = "write"

    @abstractmethod
    def protocol(self, headers: dict[str, str]) -> str:
        """The name of the protocol of a request. Raises Unsupported."""

    @abstractmethod
    def accept(self, parsed: Parsed) -> Reply:
        """The answer when the good readings are on disk."""

    @property
    def body_limit(self) -> int:
        limit: int = settings.BODY_LIMIT
        return limit

    async def answer(self, request: Request) -> Reply:
        protocol = self.protocol(request.headers)
        content = await _decoded(request, await request.body(self.body_limit))
        body = Body(content, request.parameters, now())
        return self.accept(await pipeline.receive(protocol, body))


async def _decoded(request: Request, raw: bytes) -> bytes:
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if not encoding or len(raw) <= SMALL_BODY:
        return decompress(raw, encoding, settings.DECOMPRESSED_LIMIT)
    return await asyncio.to_thread(decompress, raw, encoding, settings.DECOMPRESSED_LIMIT)


class Readings(WriteDoor):
    """`POST /api/readings`, our own JSON or CSV; what `DELETE` takes there is `deletes.py`'s."""

    methods = ("POST", "DELETE")
    media = {
        "": "readings_json",
        "application/json": "readings_json",
        "text/csv": "readings_csv",
    }

    def __init__(self) -> None:
        self._deletes = DeleteReadings()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        one = self._deletes.serve if scope["method"] == "DELETE" else super().serve
        await one(scope, receive, send)

    def protocol(self, headers: dict[str, str]) -> str:
        media = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media not in self.media:
            raise Unsupported("Content-Type takes application/json or text/csv.")
        return self.media[media]

    def accept(self, parsed: Parsed) -> Reply:
        body: dict[str, object] = {
            "accepted": len(parsed.batch),
            "rejected": [{"at": r.at, "reason": r.reason} for r in parsed.rejected],
        }
        if parsed.rejected_count > len(parsed.rejected):
            body["rejected_count"] = parsed.rejected_count
        return Reply.of(body, 422 if parsed.rejected_count else 200)


class InfluxWrite(WriteDoor):
    """`POST /api/v2/write`, InfluxDB v2."""

    codes = {
        401: "unauthorized",
        403: "forbidden",
        405: "method not allowed",
        413: "request too large",
        500: "internal error",
        503: "unavailable",
        507: "internal error",
    }

    def protocol(self, headers: dict[str, str]) -> str:
        return "line_protocol"

    def accept(self, parsed: Parsed) -> Reply:
        texts = {"X-Livecurve-Text-Fields": str(parsed.texts)} if parsed.texts else {}
        if not parsed.rejected_count:
            return Reply(204, headers=texts)
        first = parsed.rejected[0]
        message = (
            f"{first.at}: {first.reason} ({parsed.rejected_count} refused, "
            f"{len(parsed.batch)} readings written)."
        )
        return Reply.of({"code": "invalid", "message": message}, 422, texts)

    def refuse(self, error: LivecurveError) -> Reply:
        reply = Reply.of_error(error)
        code = self.codes.get(error.status, "invalid")
        return Reply.of({"code": code, "message": str(error)}, error.status, reply.headers)


class Probe(Door):
    """What clients look at before they write, without a token."""

    methods = ("GET", "HEAD")
    scope = None

    def __init__(self, reply: Callable[[], Reply]) -> None:
        self._reply_to = reply

    async def answer(self, request: Request) -> Reply:
        reply = self._reply_to()
        return reply if request.method == "GET" else Reply(reply.status, b"", reply.headers)


def ping() -> Reply:
    """`/ping`, InfluxDB's."""
    return Reply(
        204, headers={"X-Influxdb-Version": INFLUXDB_VERSION, "X-Influxdb-Build": "livecurve"}
    )


def health() -> Reply:
    """`/health`, InfluxDB v2's."""
    return Reply.of({"name": "livecurve", "status": "pass", "version": settings.VERSION})


def ingest_doors() -> Places:
    """All of them."""
    return {
        ("http", "/api/readings"): Readings().serve,
        ("http", "/api/v2/write"): InfluxWrite().serve,
        ("http", "/ping"): Probe(ping).serve,
        ("http", "/health"): Probe(health).serve,
    }
