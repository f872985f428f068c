"""`/ws/live`: the same frames over a WebSocket (RFC 6455), which takes wishes while it is open."""

from contextlib import suppress
from functools import lru_cache

import orjson
from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer

from timeseries.access import authorize, check_origin
from timeseries.answers import error_body
from timeseries.asgi import Receive, Reply, Scope, Send, caller_of, headers_of
from timeseries.errors import LivecurveError
from timeseries.live.frame import Frame
from timeseries.live.hub import hub
from timeseries.live.subscription import Channel, Subscription

from ..outlet import Message, Outlet
from ..transport import Transport, transports
from ..wishes import Wishes, few_enough, wishes_of_message, wishes_of_query

# RFC 6455, section 7.4.1, and IANA's registry: the client's fault, ours, "come back soon".
BAD_MESSAGE, BROKEN, RESTART = 1008, 1011, 1012
LAST: Message = {"type": "websocket.close", "code": RESTART, "reason": "The server stops."}


@transports.register("websocket")
class WebSocket(Transport):
    path = "/ws/live"
    scope_type = "websocket"

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        try:
            subscription = await _admitted(scope)
        except LivecurveError as error:
            await Reply.of_error(error).send(send, "websocket.http.response")
            return
        try:
            with suppress(OSError, TimeoutError):
                await send({"type": "websocket.accept"})
                async with Outlet("websocket", subscription, send, message, LAST):
                    await Listener(subscription)(scope, receive, send)
        finally:
            hub.unsubscribe(subscription)


async def _admitted(scope: Scope) -> Subscription:
    """The subscription of a client that may come in; what the address names is followed."""
    caller = caller_of(scope, headers_of(scope))
    check_origin(caller)
    await authorize(caller, "read")
    subscription = Subscription(Channel((), set(), ()))
    if b"series=" in scope["query_string"]:
        wishes = wishes_of_query(scope["query_string"])
        await hub.follow_also(subscription, wishes.texts, wishes.cursor)
    return subscription


class Listener(AsyncConsumer):  # type: ignore[misc]  # Channels has no types
    """What a client says while its WebSocket is open. The hub fans out: there is no channel
    layer for each client."""

    channel_layer_alias = ""

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription

    async def websocket_receive(self, received: Message) -> None:
        try:
            await self._follow(wishes_of_message(received.get("text")))
        except LivecurveError as error:
            sentence = orjson.dumps(error_body(error)).decode()
            await self.send({"type": "websocket.send", "text": sentence})
            code = BROKEN if error.status >= 500 else BAD_MESSAGE
            await self.send({"type": "websocket.close", "code": code, "reason": error.code})

    async def websocket_disconnect(self, received: Message) -> None:
        raise StopConsumer

    async def _follow(self, wishes: Wishes) -> None:
        followed = set(self._subscription.channel.key)
        if wishes.without:
            followed -= set(wishes.without)
            await hub.follow_only(self._subscription, sorted(followed))
        if wishes.texts:
            few_enough("subscribe", sorted(followed | set(wishes.texts)))
            await hub.follow_also(self._subscription, wishes.texts, wishes.cursor)


# All clients that follow the same are sent the same.
@lru_cache(maxsize=16)
def message(frame: Frame | None) -> Message:
    """A frame as a message; None is an empty one, which says that the server is still there."""
    return {"type": "websocket.send", "text": frame.whole.decode() if frame else "{}"}
