"""Sessions for the doors beside Django."""

from channels.auth import AuthMiddlewareStack
from django.conf import settings

from timeseries.asgi import Application, Receive, Scope, Send, has_session, headers_of


class WithSession:
    """Before an application: a request with a session and no token goes through Channels'
    session and authentication; the others are spared the thread hops."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._authenticated = AuthMiddlewareStack(inner)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if has_session(headers_of(scope), settings.SESSION_COOKIE_NAME):
            await self._authenticated(scope, receive, send)
        else:
            await self._inner(scope, receive, send)
