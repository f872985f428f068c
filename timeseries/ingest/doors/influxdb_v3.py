"""`POST /api/v3/write_lp?db=&precision=&accept_partial=`, InfluxDB v3."""

from django.http import QueryDict

from ...asgi import Reply
from ...door import Request
from ...errors import BadRequest, LivecurveError
from ..door import WriteDoor, doors
from ..influxdb import partly, texts_header
from ..protocol import Body, Parsed

PARTIAL = "partial write of line protocol occurred"
# So many characters of a refused line stand in the answer, which must not be as large as the body.
LINE_SHOWN = 1_000


@doors.register("influxdb_v3")
class InfluxDbV3(WriteDoor):
    """`204`, or `400` with the bad lines; with `accept_partial=false` nothing is written then."""

    path = "/api/v3/write_lp"

    def protocol(self, headers: dict[str, str]) -> str:
        return "line_protocol"

    def parameters(self, request: Request) -> QueryDict:
        given = request.parameters.copy()
        given.setdefault("precision", "auto")
        return given

    def check(self, request: Request, parsed: Parsed) -> None:
        whole = request.parameters.get("accept_partial", "true").lower() == "false"
        if whole and parsed.rejected_count:
            first = parsed.rejected[0]
            raise BadRequest(f"Nothing is written: {first.at}: {first.reason}.")

    def accept(self, request: Request, parsed: Parsed) -> Reply:
        return Reply(204, headers=texts_header(parsed))

    def accept_of(self, request: Request, body: Body, parsed: Parsed) -> Reply:
        if not parsed.rejected_count:
            return self.accept(request, parsed)
        told = {"error": PARTIAL, "data": _told(body, parsed), "message": partly(parsed)}
        return Reply.of(told, 400, texts_header(parsed))

    def refuse(self, error: LivecurveError) -> Reply:
        headers = Reply.of_error(error).headers
        return Reply.of({"error": str(error), "data": None}, error.status, headers)


def _told(body: Body, parsed: Parsed) -> list[dict[str, object]]:
    """What was refused, each with its line."""
    numbers = [_number(one.at) for one in parsed.rejected]
    lines = body.content.split(b"\n", max(numbers))
    return [
        {
            "error_message": f"{one.at}: {one.reason}",
            "line_number": number,
            "original_line": lines[number - 1].decode().rstrip("\r")[:LINE_SHOWN],
        }
        for one, number in zip(parsed.rejected, numbers, strict=True)
    ]


def _number(at: str) -> int:
    """The number of `line 3`, from 1."""
    return int(at.removeprefix("line "))
