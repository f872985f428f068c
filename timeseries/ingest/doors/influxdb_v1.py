"""`POST /write?db=&precision=&rp=`, InfluxDB v1."""

from ...access import Caller, with_token
from ...asgi import Reply
from ...door import Request
from ...errors import LivecurveError
from ..door import WriteDoor, challenged, doors
from ..influxdb import VERSION_HEADERS, partly, texts_header
from ..protocol import Parsed


@doors.register("influxdb_v1")
class InfluxDbV1(WriteDoor):
    """`204`, or `400` with a partial write as v1 says it, which its clients do not send again."""

    path = "/write"

    def protocol(self, headers: dict[str, str]) -> str:
        return "line_protocol"

    def caller(self, request: Request) -> Caller:
        """The token may be `p`, the password beside the user `u`."""
        return with_token(super().caller(request), request.parameters.get("p"))

    def accept(self, request: Request, parsed: Parsed) -> Reply:
        headers = VERSION_HEADERS | texts_header(parsed)
        if not parsed.rejected_count:
            return Reply(204, headers=headers)
        return Reply.of({"error": f"partial write: {partly(parsed)}"}, 400, headers)

    def refuse(self, error: LivecurveError) -> Reply:
        headers = Reply.of_error(error).headers | VERSION_HEADERS
        reply = Reply.of({"error": str(error)}, error.status, headers)
        return challenged(reply, error)
