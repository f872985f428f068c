"""What somebody chose for all pages: read, and changed field by field. On a thread."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from timeseries.errors import BadParameter
from timeseries.timerange import parse_zone

from .models import Preference

THEMES = ("", "light", "dark")
WEEK_STARTS = (None, 1, 6, 7)


def preference_of(user: Any) -> Preference:
    """That of a user; whoever has chosen nothing yet has an empty one."""
    return Preference.objects.filter(user_id=user.pk).first() or Preference(user_id=user.pk)


def of_account(request: HttpRequest) -> dict[str, Any]:
    """What templates of Django's own synchronous views know of who is signed in. Where an event
    loop runs nothing may wait for a database: those views give it themselves."""
    user = getattr(request, "user", None)
    if user is None or _in_a_loop():
        return {}
    return {"preference": SimpleLazyObject(lambda: _of(user))}


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _of(user: Any) -> Preference | None:
    return preference_of(user) if user.is_authenticated else None


def change(user: Any, given: Mapping[str, Any]) -> Preference:
    """The preferences with these fields in place of what they were; others stay. Raises
    BadParameter, and then nothing is changed."""
    fields = {name: _checked(name, value) for name, value in given.items()}
    preference, _ = Preference.objects.update_or_create(user_id=user.pk, defaults=fields)
    return preference


def as_json(preference: Preference) -> dict[str, Any]:
    return {name: getattr(preference, name) for name in CHECKS}


def _checked(name: str, value: Any) -> Any:
    if name not in CHECKS:
        raise BadParameter(name[:40], f"nothing: there are {', '.join(CHECKS)}")
    return CHECKS[name](value)


def _zone(value: Any) -> str:
    try:
        if not isinstance(value, str) or len(value) > 64:
            raise BadParameter("zone", "")
        parse_zone(value)
    except BadParameter:
        raise BadParameter("zone", "a time zone such as Europe/Berlin, or an empty text") from None
    return value


def _one_of(name: str, *choices: Any) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if value not in choices or isinstance(value, bool):
            shown = ", ".join("null" if one is None else repr(one) for one in choices)
            raise BadParameter(name, f"one of {shown}")
        return value

    return check


CHECKS: dict[str, Callable[[Any], Any]] = {
    "zone": _zone,
    "language": _one_of("language", "", *(code for code, _ in settings.LANGUAGES)),
    "theme": _one_of("theme", *THEMES),
    "week_start": _one_of("week_start", *WEEK_STARTS),
}
