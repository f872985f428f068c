"""Django's middlewares, kept away from the API.

Each costs two thread hops a request under ASGI; the API needs none of them, as `doors.py`
checks tokens, sessions and origins itself.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django_htmx.middleware import HtmxMiddleware

API = ("/api/", "/ping", "/health", "/write", "/live", "/v1/")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


class PagesOnly:
    """Before a Django middleware: requests for the API go past it."""

    get_response: Callable[[HttpRequest], Any]

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith(API):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class Security(PagesOnly, SecurityMiddleware):
    """Security headers, with a policy under which nothing inline and nothing foreign runs."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        return super().process_response(request, response)


class Sessions(PagesOnly, SessionMiddleware):
    pass


class Common(PagesOnly, CommonMiddleware):
    pass


class Csrf(PagesOnly, CsrfViewMiddleware):
    """Django calls `process_view` whatever `__call__` did: async, it costs no thread hop."""

    async def process_view(  # type: ignore[override]
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseBase | None:
        if request.path.startswith(API):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


class Authentication(PagesOnly, AuthenticationMiddleware):
    pass


class Language(PagesOnly, LocaleMiddleware):
    """Pages in the language that was chosen (a cookie), or else that the browser asks for."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        # Nothing here waits, so it takes no thread.
        self.process_request(request)
        response: HttpResponse = await self.get_response(request)
        return self.process_response(request, response)


class Messages(PagesOnly, MessageMiddleware):
    pass


class Htmx(PagesOnly, HtmxMiddleware):
    pass


class FrameOptions(PagesOnly, XFrameOptionsMiddleware):
    pass
