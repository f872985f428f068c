"""The writing doors: decode, call, encode.

They are ASGI beside Django: the token is checked before the first byte of a body is read,
the body never touches the disk, and a write costs no Django request (about 1 ms).
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qsl

from django.conf import settings

from ..access import authorize
from ..asgi import Application, Receive, Reply, Scope, Send, caller_of, headers_of
from ..deletes import delete_door
from ..errors import BROKEN, LivecurveError, MethodNotAllowed, Unsupported
from ..timerange import now
from .decoding import Disconnected, check_length, decompress, receive_body
from .pipeline import SMALL_BODY, pipeline
from .protocol import Body, Parsed

log = logging.getLogger(__name__)

# What InfluxDB's clients look for; they compare the number before the first dot.
INFLUXDB_VERSION = "2.7.0"


class WriteDoor(ABC):
    """A path that readings are posted to: which protocol it reads, and how it answers."""

    methods: tuple[str, ...] = ("POST",)

    @abstractmethod
    def protocol(self, headers: dict[str, str]) -> str:
        """The name of the protocol of a request. Raises Unsupported."""

    @abstractmethod
    def accept(self, parsed: Parsed) -> Reply:
        """The answer when the good readings are on disk."""

    def refuse(self, error: LivecurveError) -> Reply:
        """The answer to an error."""
        return Reply.of_error(error)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await self.refuse(MethodNotAllowed(scope["path"], *self.methods)).send(send)
            return
        with suppress(Disconnected):
            await (await self._answer(scope, receive)).send(send)

    async def _answer(self, scope: Scope, receive: Receive) -> Reply:
        headers = headers_of(scope)
        try:
            await authorize(caller_of(scope, headers), "write")
            protocol = self.protocol(headers)
            content = await _content(headers, receive)
            parameters = dict(parse_qsl(scope["query_string"].decode("latin-1")))
            return self.accept(await pipeline.receive(protocol, Body(content, parameters, now())))
        except LivecurveError as error:
            if error.status >= 500:
                log.warning("%s: %s", error.code, error)
            return self.refuse(error)
        except Disconnected:
            raise
        except Exception:
            log.exception("%s could not be answered.", scope["path"])
            return self.refuse(LivecurveError(BROKEN))


async def _content(headers: dict[str, str], receive: Receive) -> bytes:
    check_length(headers, settings.BODY_LIMIT)
    raw = await receive_body(receive, settings.BODY_LIMIT, settings.RECEIVE_SECONDS)
    encoding = headers.get("content-encoding", "").strip().lower()
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

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "DELETE":
            await delete_door(scope, send)
        else:
            await super().serve(scope, receive, send)

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


class Probe:
    """What clients look at before they write, without a token."""

    def __init__(self, reply: Callable[[], Reply]) -> None:
        self._reply = reply

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await Reply.of_error(MethodNotAllowed(scope["path"], "GET", "HEAD")).send(send)
            return
        reply = self._reply()
        if scope["method"] == "HEAD":
            reply = Reply(reply.status, b"", reply.headers)
        await reply.send(send)


def ping() -> Reply:
    """`/ping`, InfluxDB's."""
    return Reply(
        204, headers={"X-Influxdb-Version": INFLUXDB_VERSION, "X-Influxdb-Build": "livecurve"}
    )


def health() -> Reply:
    """`/health`, InfluxDB v2's."""
    return Reply.of({"name": "livecurve", "status": "pass", "version": settings.VERSION})


def ingest_doors() -> dict[tuple[str, str], Application]:
    """All of them by type of connection and path."""
    return {
        ("http", "/api/readings"): Readings().serve,
        ("http", "/api/v2/write"): InfluxWrite().serve,
        ("http", "/ping"): Probe(ping).serve,
        ("http", "/health"): Probe(health).serve,
    }
