"""`POST /api/v3/write_lp?db=&precision=&accept_partial=`, InfluxDB v3."""

from django.http import QueryDict

from ...asgi import Reply
from ...door import Request
from ...errors import BadRequest, LivecurveError
from ..door import WriteDoor, doors
from ..influxdb import partly, texts_header
from ..protocol import Parsed

PARTIAL = "partial write of line protocol occurred"


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
        texts = texts_header(parsed)
        if not parsed.rejected_count:
            return Reply(204, headers=texts)
        data = [_line(r.at) | {"error_message": f"{r.at}: {r.reason}"} for r in parsed.rejected]
        return Reply.of({"error": PARTIAL, "data": data, "message": partly(parsed)}, 400, texts)

    def refuse(self, error: LivecurveError) -> Reply:
        headers = Reply.of_error(error).headers
        return Reply.of({"error": str(error), "data": None}, error.status, headers)


def _line(at: str) -> dict[str, int]:
    kind, _, number = at.partition(" ")
    return {"line_number": int(number)} if kind == "line" and number.isdecimal() else {}
