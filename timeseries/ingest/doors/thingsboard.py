"""`POST /api/v1/TOKEN/telemetry`, ThingsBoard's for devices."""

from django.http import QueryDict

from ...access import Caller, with_token
from ...asgi import Reply
from ...door import Request
from ...errors import LivecurveError
from ...tokens import keeper
from ..door import WriteDoor, doors
from ..protocol import Parsed

DEVICE = "device"


@doors.register("thingsboard")
class ThingsBoard(WriteDoor):
    """`200` with nothing in it, as ThingsBoard answers. The name of the token is the device."""

    path = "/api/v1/TOKEN/telemetry"

    def protocol(self, headers: dict[str, str]) -> str:
        return "thingsboard"

    def caller(self, request: Request) -> Caller:
        return with_token(request.caller, _token(request))

    def parameters(self, request: Request) -> QueryDict:
        given = QueryDict(mutable=True)
        given[DEVICE] = keeper.name_of(_token(request))
        return given

    def accept(self, request: Request, parsed: Parsed) -> Reply:
        if not parsed.rejected_count:
            return Reply(200)
        first = parsed.rejected[0]
        return _refusal(400, f"{first.at}: {first.reason} ({parsed.rejected_count} refused).")

    def refuse(self, error: LivecurveError) -> Reply:
        return _refusal(error.status, str(error), Reply.of_error(error).headers)


def _token(request: Request) -> str:
    return request.path.split("/")[3]


def _refusal(status: int, message: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply.of({"status": status, "message": message}, status, headers)
