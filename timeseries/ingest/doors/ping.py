"""`/ping`, InfluxDB's, without a token."""

from ...asgi import Reply
from ...door import Request
from ..door import IngestDoor, doors
from ..influxdb import VERSION_HEADERS


@doors.register("ping")
class Ping(IngestDoor):
    """What clients look at before they write."""

    path = "/ping"
    methods = ("GET", "HEAD")
    scope = None

    async def answer(self, request: Request) -> Reply:
        return Reply(204, headers=VERSION_HEADERS)
