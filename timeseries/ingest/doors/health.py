"""`/health`, InfluxDB v2's, without a token."""

from dataclasses import replace

from django.conf import settings

from ...asgi import Reply
from ...door import Request
from ..door import IngestDoor, doors


@doors.register("health")
class Health(IngestDoor):
    """That the server answers, and its version."""

    path = "/health"
    methods = ("GET", "HEAD")
    scope = None

    async def answer(self, request: Request) -> Reply:
        reply = Reply.of({"name": "livecurve", "status": "pass", "version": settings.VERSION})
        return reply if request.method == "GET" else replace(reply, body=b"")
