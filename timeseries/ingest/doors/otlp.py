"""`POST /v1/metrics`, OpenTelemetry's OTLP/HTTP (https://opentelemetry.io/docs/specs/otlp/)."""

from dataclasses import replace
from typing import Any

from ...asgi import Reply
from ...door import Request
from ...errors import LivecurveError, StorageFull, Unsupported
from ..door import WriteDoor, doors
from ..protocol import Parsed
from ..refusals import told
from ..wire import messages

PROTOBUF, JSON = "application/x-protobuf", "application/json"
_KINDS = messages(
    "livecurve.otlp.answer",
    {
        "Response": {"partial_success": (1, "Partial")},
        "Partial": {"rejected_data_points": (1, "int64"), "error_message": (2, "string")},
        # google.rpc.Status
        "Status": {"code": (1, "int32"), "message": (2, "string")},
    },
)
# gRPC's codes by the status of an answer.
CODES = {400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 408: 4, 413: 8, 415: 3, 503: 14}
_INTERNAL = 13
# What is answered to a full disk: after a 507 senders would throw away what they sent.
FULL, FULL_SECONDS = 503, 10


@doors.register("otlp")
class Otlp(WriteDoor):
    """`200`, in the form of the request; what was refused is its partial success."""

    path = "/v1/metrics"
    media = {PROTOBUF: "otlp_protobuf", JSON: "otlp_json"}

    def protocol(self, headers: dict[str, str]) -> str:
        media = _media(headers)
        if media not in self.media:
            raise Unsupported(f"Content-Type takes {PROTOBUF} or {JSON}.")
        return self.media[media]

    def accept(self, request: Request, parsed: Parsed) -> Reply:
        count = parsed.rejected_count
        if not count:
            return _reply(request, 200, "Response", {})
        message = told(parsed)
        if _media(request.headers) == JSON:
            # As JSON has it for 64 bits.
            partial: Any = {"rejectedDataPoints": str(count), "errorMessage": message}
            return Reply.of({"partialSuccess": partial})
        partial = _KINDS["Partial"](rejected_data_points=count, error_message=message)
        return _reply(request, 200, "Response", {"partial_success": partial})

    def refuse_as(self, request: Request, error: LivecurveError) -> Reply:
        status, headers = error.status, Reply.of_error(error).headers
        if isinstance(error, StorageFull):
            status, headers = FULL, headers | {"Retry-After": str(FULL_SECONDS)}
        content = {"code": CODES.get(status, _INTERNAL), "message": str(error)}
        reply = _reply(request, status, "Status", content)
        return replace(reply, headers=headers | reply.headers)


def _media(headers: dict[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _reply(request: Request, status: int, kind: str, content: dict[str, Any]) -> Reply:
    """In the form in which the request came."""
    if _media(request.headers) == JSON:
        return Reply.of(content, status)
    body = _KINDS[kind](**content).SerializeToString()
    return Reply(status, body, {"Content-Type": PROTOBUF, "Cache-Control": "no-store"})
