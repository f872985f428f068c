"""The doors of one series: what it is called, and its end."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from .answers import answer
from .bodies import json_object
from .boundary import door
from .catalog import resolve
from .corrections import delete_series, deleters, describe
from .errors import BadParameter, BadRequest, NotFound
from .models import Series
from .renaming import key_of, merge, rename
from .threads import readers

EXAMPLE = '{"unit": "°C", "label": "Cellar"}'
MERGE = '{"into": 7}'
# What people say of a series; its name and tags are what its senders call it.
SAID = ("unit", "label", "semantics")
CALLED = ("name", "tags")


@door("PATCH", "DELETE", scope="admin")
async def one_series(request: HttpRequest, pk: str) -> HttpResponse:
    """`PATCH` and `DELETE /api/series/ID`"""
    series = await readers.run(_found, pk)
    if request.method == "DELETE":
        return answer({"deleted": await deleters.run(delete_series, series.pk)})
    await deleters.run(_change, series, request.body)
    fields = ("id", "name", "tags", "key", *SAID)
    return answer({name: getattr(series, name) for name in fields})


@door("POST", scope="admin")
async def merging(request: HttpRequest, pk: str) -> HttpResponse:
    """`POST /api/series/ID/merge`"""
    series = await readers.run(_found, pk)
    into = json_object(request.body, MERGE).get("into")
    if isinstance(into, bool) or not isinstance(into, int):
        raise BadParameter("into", "the id of another series")
    merged = await deleters.run(merge, series.pk, into)
    return answer({"into": into, "moved": merged.moved, "left_out": merged.left_out})


def _change(series: Series, body: bytes) -> None:
    """Say and call a series what a body says. Raises BadRequest and SeriesTaken."""
    given = json_object(body, EXAMPLE)
    key = key_of(given.get("name", series.name), given.get("tags", series.tags))
    changes = _changes(series, given)
    if key.text != series.key:
        rename(series.pk, key)
        series.name, series.tags, series.key = key.name, dict(key.tags), key.text
    if changes:
        describe(series.pk, changes)


def _found(pk: str) -> Series:
    if not (pk.isascii() and pk.isdecimal()):
        raise NotFound(f"There is no series with id {pk[:20]!a}: see /api/series.")
    return resolve(pk)[0]


def _changes(series: Series, given: dict[str, Any]) -> dict[str, str]:
    """What is said of the series, which is given it. Raises BadRequest."""
    if not given:
        raise BadRequest(f"The body names what is to be changed, such as {EXAMPLE}.")
    given = {name: text for name, text in given.items() if name not in CALLED}
    for name, text in given.items():
        if name not in SAID:
            known = ", ".join((*SAID, *CALLED))
            raise BadRequest(f"{name[:40]!a} cannot be changed: {known} can.")
        if not isinstance(text, str) or "\0" in text:
            raise BadParameter(name, "a text")
        setattr(series, name, text)
    try:
        series.clean_fields(exclude={field.name for field in Series._meta.fields} - given.keys())
    except ValidationError as error:
        name, [reason, *_] = next(iter(error.message_dict.items()))
        raise BadRequest(f"{name} is refused: {reason}") from None
    return {name: str(text) for name, text in given.items()}
