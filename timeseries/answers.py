"""Data and errors to HTTP answers: the boundary between domain errors and JSON."""

from typing import Any

import orjson
from django.http import HttpResponse

from .errors import DatabaseUnavailable, LivecurveError, MethodNotAllowed, Overloaded, Unauthorized

# When to ask again while the database is away.
UNAVAILABLE_SECONDS = 5
# Answers are of this moment: nobody keeps them.
JSON_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}


def encode(data: Any) -> bytes:
    """JSON; numpy arrays are written as lists, and NaN as null."""
    return orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY)


def answer(data: Any, status: int = 200) -> HttpResponse:
    """JSON from a Django view."""
    return HttpResponse(encode(data), status=status, headers=JSON_HEADERS)


def error_body(error: LivecurveError) -> dict[str, str]:
    """The contract's shape of an error."""
    return {"error": str(error), "code": error.code}


def error_headers(error: LivecurveError) -> dict[str, str]:
    """What a client that is told to wait, to sign in or to ask otherwise has to know."""
    if isinstance(error, MethodNotAllowed):
        return {"Allow": ", ".join(error.methods)}
    if isinstance(error, Overloaded):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, DatabaseUnavailable):
        return {"Retry-After": str(UNAVAILABLE_SECONDS)}
    if isinstance(error, Unauthorized):
        return {"WWW-Authenticate": 'Bearer realm="livecurve"'}
    return {}
