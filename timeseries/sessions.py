"""Who is signed in, by the session that a request comes with."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.http.cookie import parse_cookie

from .threads import readers


async def user_of(headers: Mapping[str, str]) -> Any:
    """The signed-in user, None or an anonymous one when there is none. Header names are in
    lower case. Asks the database: call it when nothing else tells who may come in."""
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    return await readers.run(_user, key) if key else None


def _user(key: str) -> Any:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return get_user(request)
