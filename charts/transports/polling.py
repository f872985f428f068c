"""`GET /api/poll`: one frame a request, for clients behind proxies that hold streams back."""

import asyncio
from contextlib import suppress

from timeseries.answers import JSON_HEADERS
from timeseries.asgi import Receive, Reply
from timeseries.bodies import Disconnected
from timeseries.door import Door, Request
from timeseries.live.frame import Delta, Frame, encode
from timeseries.live.hub import hub
from timeseries.live.subscription import Subscription
from timeseries.metrics import CLIENTS, FRAMES
from timeseries.parameters import Parameters

from ..transport import Transport, transports
from ..wishes import wishes_of_query

# Below the minute after which proxies let a silent request go.
WAIT_SECONDS, LONGEST_WAIT_SECONDS = 25, 50


@transports.register("polling")
class Polling(Door, Transport):
    path = "/api/poll"

    async def answer(self, request: Request) -> Reply:
        wishes = wishes_of_query(request.query_string)
        seconds = Parameters(request.parameters).whole(
            "wait", WAIT_SECONDS, 0, LONGEST_WAIT_SECONDS
        )
        subscription = await hub.subscribe(wishes.texts, wishes.cursor)
        try:
            frame = await subscription.next(0)
            if wishes.cursor is not None and frame and frame.is_empty:
                frame = await _next(subscription, seconds, request.receive)
        finally:
            hub.unsubscribe(subscription)
        FRAMES.labels("polling").inc()
        # Nothing new: all up to the hub's cursor concerns others.
        return Reply(200, (frame or encode(Delta(hub.cursor))).whole, JSON_HEADERS)


async def _next(subscription: Subscription, seconds: float, receive: Receive) -> Frame | None:
    """The next frame. Raises Disconnected when the client goes away before."""
    with CLIENTS.labels("polling").track_inprogress():
        frame = asyncio.ensure_future(subscription.next(seconds))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({frame, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not frame.done():
                raise Disconnected
            return frame.result()
        finally:
            for task in (frame, gone):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
