"""The outermost part before Django: no body reaches the disk or a view before it was counted."""

from typing import Any

from django.conf import settings

from timeseries.asgi import Application, Receive, Reply, Scope, Send, headers_of
from timeseries.bodies import Disconnected, check_length, receive_body
from timeseries.errors import LivecurveError


class BodyGuard:
    """Before Django: a body is received whole, within limits of size and time, or refused.

    Django itself would write a large one to a temporary file, for anybody and any method.
    """

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            check_length(headers_of(scope), limit)
            body = await receive_body(receive, limit, settings.RECEIVE_SECONDS)
        except LivecurveError as error:
            await Reply.of_error(error).send(send)
            return
        except Disconnected:
            return
        await self._inner(scope, _replay(body, receive), send)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Any:
        return waiting.pop() if waiting else await receive()

    return again
