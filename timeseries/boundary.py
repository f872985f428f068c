"""The boundary of Django's views: method and access checked, errors turned into answers."""

import logging
from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from .access import Caller, authorize
from .answers import answer, error_body, error_headers
from .errors import BROKEN, BadRequest, LivecurveError, MethodNotAllowed
from .sessions import user_of
from .threads import unavailable

log = logging.getLogger(__name__)

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Coroutine[Any, Any, HttpResponseBase]]


def door(*methods: str, scope: str) -> Callable[[View[P]], View[P]]:
    """Make an async view a door of the API, for these methods and holders of `scope`.

    CSRF tokens are not asked for: a session counts only with an `Origin` of our own
    (`access.py`), and tokens are never sent by a browser on its own.
    """

    def wrap(view: View[P]) -> View[P]:
        @csrf_exempt
        @wraps(view)
        async def opened(
            request: HttpRequest, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.method not in methods:
                return refusal(MethodNotAllowed(request.path, *methods))
            try:
                await authorize(caller(request), scope)
                return await view(request, *args, **kwargs)
            except LivecurveError as error:
                return refusal(error)
            except (DatabaseError, InterfaceError) as error:
                return refusal(unavailable(error))
            except SuspiciousOperation as error:
                return refusal(BadRequest(f"The request cannot be read: {error}"))
            except Exception:
                log.exception("%s could not be answered.", request.path)
                return answer(error_body(LivecurveError(BROKEN)), 500)

        return cast("View[P]", opened)

    return wrap


def refusal(error: LivecurveError) -> HttpResponse:
    """The contract's answer for an error."""
    if error.status >= 500:
        log.warning("%s: %s", error.code, error)
    response = answer(error_body(error), error.status)
    for name, value in error_headers(error).items():
        response[name] = value
    return response


def caller(request: HttpRequest) -> Caller:
    """Who sends a request; its session is loaded only when it is asked for."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    peer = request.META.get("REMOTE_ADDR")
    return Caller(request.method or "", headers, peer, partial(user_of, headers))
