"""`POST /api/readings`, our own JSON or CSV; what `DELETE` takes there is `deletes.py`'s."""

from ...asgi import Receive, Reply, Scope, Send
from ...deletes import DeleteReadings
from ...door import Request
from ...errors import Unsupported
from ..door import WriteDoor, doors
from ..protocol import Parsed


@doors.register("readings")
class Readings(WriteDoor):
    """Answers what was refused point by point."""

    path = "/api/readings"
    methods = ("POST", "DELETE")
    media = {
        "": "readings_json",
        "application/json": "readings_json",
        "text/csv": "readings_csv",
    }

    def __init__(self) -> None:
        self._deletes = DeleteReadings()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        one = self._deletes.serve if scope["method"] == "DELETE" else super().serve
        await one(scope, receive, send)

    def protocol(self, headers: dict[str, str]) -> str:
        media = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media not in self.media:
            raise Unsupported("Content-Type takes application/json or text/csv.")
        return self.media[media]

    def accept(self, request: Request, parsed: Parsed) -> Reply:
        body: dict[str, object] = {
            "accepted": len(parsed.batch),
            "rejected": [{"at": r.at, "reason": r.reason} for r in parsed.rejected],
        }
        if parsed.rejected_count > len(parsed.rejected):
            body["rejected_count"] = parsed.rejected_count
        return Reply.of(body, 422 if parsed.rejected_count else 200)
