"""The doors of one series: what it is called, and its end."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from .answers import answer
from .bodies import json_object
from .boundary import door
from .catalog import resolve
from .corrections import delete_series, deleters, describe
from .errors import BadParameter, BadRequest, NotFound
from .models import Series
from .threads import readers

EXAMPLE = '{"unit": "°C", "label": "Cellar"}'
# What people say of a series; its name and tags are what its senders call it.
SAID = ("unit", "label", "semantics")


@door("PATCH", "DELETE", scope="admin")
async def one_series(request: HttpRequest, pk: str) -> HttpResponse:
    """`PATCH` and `DELETE /api/series/ID`"""
    series = await readers.run(_found, pk)
    if request.method == "DELETE":
        return answer({"deleted": await deleters.run(delete_series, series.pk)})
    await deleters.run(describe, series.pk, _changes(series, request.body))
    fields = ("id", "name", "tags", "key", *SAID)
    return answer({name: getattr(series, name) for name in fields})


def _found(pk: str) -> Series:
    if not (pk.isascii() and pk.isdecimal()):
        raise NotFound(f"There is no series with id {pk[:20]!a}: see /api/series.")
    return resolve(pk)[0]


def _changes(series: Series, body: bytes) -> dict[str, str]:
    """What a body says of the series, which is given it. Raises BadRequest."""
    given = json_object(body, EXAMPLE)
    if not given:
        raise BadRequest(f"The body names what is to be changed, such as {EXAMPLE}.")
    for name, text in given.items():
        if name not in SAID:
            raise BadRequest(f"{name[:40]!a} cannot be changed: {', '.join(SAID)} can.")
        if not isinstance(text, str) or "\0" in text:
            raise BadParameter(name, "a text")
        setattr(series, name, text)
    try:
        series.clean_fields(exclude={field.name for field in Series._meta.fields} - given.keys())
    except ValidationError as error:
        name, [reason, *_] = next(iter(error.message_dict.items()))
        raise BadRequest(f"{name} is refused: {reason}") from None
    return {name: str(text) for name, text in given.items()}
