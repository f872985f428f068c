"""JSON over HTTP: an expression for each series."""

from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any, ClassVar

import orjson
from django.utils.translation import gettext_lazy as _
from jmespath.exceptions import JMESPathError

from ..collecting.fields import Area, Choice, Expression, Field, Rows, Text, compile_expression
from ..collecting.gathering import Gathering
from ..collecting.http_settings import ADDRESS, CREDENTIALS, check_status, request_of
from ..collecting.moments import micros_of
from ..collecting.tagging import Tags, read_tags
from ..collecting.web import fetch
from ..collector import Gathered, Waiting, collectors
from ..errors import CannotCollect
from ..series_key import UNIT_LENGTH

SERIES: tuple[Field, ...] = (
    Text("name", _("Series"), required=True, placeholder="room_temperature"),
    Expression(
        "value",
        _("Value"),
        help=_("A JMESPath expression; it may give a list."),
        required=True,
        placeholder="sensors[0].temperature",
    ),
    Expression(
        "each",
        _("For each of"),
        help=_("An expression that gives a list; all others are then about one entry of it."),
        placeholder="sensors",
    ),
    Expression("time", _("Time"), help=_("ISO 8601 or an epoch; empty: the time of the run.")),
    Tags("tags", _("Tags"), help=_("As in room=name, floor='2': names and expressions.")),
    Text("unit", _("Unit"), longest=UNIT_LENGTH),
)


@collectors.register("json")
class Json(Waiting):
    """Any JSON document: what is a series in it is said by JMESPath expressions."""

    title = _("JSON over HTTP")
    about = _("Any API that answers with JSON: an expression says where each series is in it.")
    settings = (
        ADDRESS,
        Rows("series", _("Series"), default=[], required=True, fields=SERIES),
        Choice("method", _("Method"), default="GET", choices=(("GET", "GET"), ("POST", "POST"))),
        Area("body", _("Body"), help=_("What a POST sends, as JSON.")),
        *CREDENTIALS,
    )
    example: ClassVar[Mapping[str, Any]] = {
        "address": "http://localhost:8000/health",
        "series": [{"name": "server_passes", "value": "status == 'pass'"}],
    }

    async def collect(self, at: int, seconds: float) -> Gathered:
        request = request_of(
            self.given,
            "application/json",
            self.given["method"],
            self.given["body"] if self.given["method"] == "POST" else "",
        )
        if request.body:
            request = request.with_headers({"Content-Type": "application/json"})
        answer = await fetch(request, seconds)
        check_status(answer, self.given["address"])
        try:
            document = orjson.loads(answer.content)
        except orjson.JSONDecodeError as error:
            raise CannotCollect(f"The answer is not JSON: {error}.") from None
        gathering = Gathering()
        for row in self.given["series"]:
            _gather(gathering, row, document, at)
        return gathering.done()


def _gather(gathering: Gathering, row: Mapping[str, Any], document: Any, at: int) -> None:
    name = row["name"]
    try:
        for entry in _entries(row, document):
            tags = {tag: _text(_found(text, entry)) for tag, text in read_tags(row["tags"]).items()}
            for time, value in _readings(row, entry, at):
                if value is not None:
                    gathering.add(
                        name, {t: v for t, v in tags.items() if v}, time, value, row["unit"]
                    )
    except (JMESPathError, ValueError) as error:
        gathering.leave_out(f"{name}: {error}")


def _entries(row: Mapping[str, Any], document: Any) -> Iterator[Any]:
    if not row["each"]:
        yield document
        return
    found = _found(row["each"], document)
    if not isinstance(found, list):
        raise ValueError(f"{row['each']} gives no list")
    yield from found


def _readings(row: Mapping[str, Any], entry: Any, at: int) -> Iterator[tuple[int, Any]]:
    """Times and values; a list of values has a list of as many times, or is of one time."""
    values = _found(row["value"], entry)
    times = _found(row["time"], entry) if row["time"] else None
    if not isinstance(values, list):
        yield (at if times is None else micros_of(times)), values
        return
    if isinstance(times, list) and len(times) != len(values):
        raise ValueError(f"there are {len(values)} values and {len(times)} times")
    if not isinstance(times, list) and len(values) > 1:
        raise ValueError("the value is a list, and has no list of times: say what to go through")
    stamps = times if isinstance(times, list) else repeat(times)
    for stamp, value in zip(stamps, values, strict=False):
        yield (at if stamp is None else micros_of(stamp)), value


def _found(expression: str, document: Any) -> Any:
    return compile_expression(expression).search(document)


def _text(value: Any) -> str:
    """A tag's value; nothing makes no tag."""
    if value is None or isinstance(value, list | dict):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
