"""`POST /api/v2/write`, InfluxDB v2."""

from ...asgi import Reply
from ...door import Request
from ...errors import LivecurveError
from ..door import WriteDoor, doors
from ..influxdb import partly, texts_header
from ..protocol import Parsed


@doors.register("influxdb_v2")
class InfluxDbV2(WriteDoor):
    """`204`, or `422` that names the first bad line."""

    path = "/api/v2/write"
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

    def accept(self, request: Request, parsed: Parsed) -> Reply:
        texts = texts_header(parsed)
        if not parsed.rejected_count:
            return Reply(204, headers=texts)
        return Reply.of({"code": "invalid", "message": partly(parsed)}, 422, texts)

    def refuse(self, error: LivecurveError) -> Reply:
        reply = Reply.of_error(error)
        code = self.codes.get(error.status, "invalid")
        return Reply.of({"code": code, "message": str(error)}, error.status, reply.headers)
