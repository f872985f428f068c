"""`POST /collectd`, for collectd's plugin `write_http`."""

from ...asgi import Reply
from ...door import Request
from ...errors import LivecurveError
from ..door import WriteDoor, challenged, doors
from ..protocol import Parsed


@doors.register("collectd")
class Collectd(WriteDoor):
    """`200` even where values were refused, which are counted in the answer: collectd throws
    away what it has sent whatever the answer is. It sends its password once it is asked to."""

    path = "/collectd"

    def protocol(self, headers: dict[str, str]) -> str:
        return "collectd"

    def accept(self, request: Request, parsed: Parsed) -> Reply:
        return Reply.of({"accepted": len(parsed.batch), "rejected": parsed.rejected_count})

    def refuse(self, error: LivecurveError) -> Reply:
        return challenged(Reply.of_error(error), error)
