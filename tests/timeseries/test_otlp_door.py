"""What OpenTelemetry's door answers to errors."""

from typing import Any

import pytest

from timeseries.access import Caller
from timeseries.asgi import Reply
from timeseries.door import Request
from timeseries.errors import BadRequest, LivecurveError, Overloaded, StorageFull
from timeseries.ingest.doors.otlp import JSON, PROTOBUF, Otlp


def refused(error: LivecurveError, media: str) -> Reply:
    async def nothing() -> Any: ...

    headers = {"content-type": media}
    caller = Caller("POST", headers, None, nothing)
    return Otlp().refuse_as(Request("POST", Otlp.path, b"", headers, caller, nothing), error)


@pytest.mark.parametrize("media", [JSON, PROTOBUF])
@pytest.mark.parametrize(
    ("error", "status", "after"),
    [
        (StorageFull("The disk is full."), 503, "10"),
        (Overloaded("Too many wait."), 503, "1"),
        (BadRequest("It cannot be read."), 400, None),
    ],
)
def test_what_may_be_taken_later_is_answered_so_that_it_is_sent_again(
    error: LivecurveError, status: int, after: str | None, media: str
) -> None:
    reply = refused(error, media)
    assert (reply.status, reply.headers.get("Retry-After")) == (status, after)
    assert reply.headers["Content-Type"] == media
    assert str(error).encode() in reply.body
