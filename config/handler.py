"""Django's ASGI handler, letting go of what it has sent."""

from django.core.handlers.asgi import ASGIHandler
from django.http.response import HttpResponse, HttpResponseBase

from timeseries.asgi import Send


class Handler(ASGIHandler):
    """After a request the frames of Django's handler and the traceback of its wait for a
    disconnect hold each other, and with them the answer, until Python looks for such circles:
    a hundred requests later, which is hundreds of megabytes of large answers."""

    async def send_response(self, response: HttpResponseBase, send: Send) -> None:
        try:
            await super().send_response(response, send)
        finally:
            if isinstance(response, HttpResponse):
                response.content = b""
