"""JSON over HTTP: an expression for each series."""

import time
from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any, ClassVar

import orjson
from django.utils.translation import gettext_lazy as _
from jmespath.exceptions import JMESPathError

from ..collecting.expressions import Finder
from ..collecting.fields import Area, Choice, Expression, Field, Rows, Text
from ..collecting.gathering import Gathering
from ..collecting.http_settings import ADDRESS, CREDENTIALS, check_status, request_of
from ..collecting.moments import micros_of
from ..collecting.tagging import Tags, read_tags
from ..collecting.waiting import in_thread
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
        finder = Finder(time.monotonic() + seconds)
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
        # Also a short answer: how long an expression takes is not for its length to say.
        return await in_thread(lambda: self._read(answer.content, at, finder))

    def _read(self, content: bytes, at: int, finder: Finder) -> Gathered:
        """Raises CannotCollect, and TimeoutError when the expressions take too long."""
        try:
            document = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise CannotCollect(f"The answer is not JSON: {error}.") from None
        gathering = Gathering()
        for row in self.given["series"]:
            _Row(row, finder).gather(gathering, document, at)
        return gathering.done()


class _Row:
    """What one row of the series says, of one document."""

    def __init__(self, row: Mapping[str, Any], finder: Finder) -> None:
        self._row = row
        self._tags = read_tags(row["tags"])
        self._find = finder.find

    def gather(self, gathering: Gathering, document: Any, at: int) -> None:
        name, unit = self._row["name"], self._row["unit"]
        try:
            for entry in self._entries(document):
                tags = self._tags_of(entry)
                for stamp, value in self._readings(entry, at):
                    if value is not None:
                        gathering.add(name, tags, stamp, value, unit)
        except (JMESPathError, ValueError) as error:
            gathering.leave_out(f"{name}: {error}")

    def _tags_of(self, entry: Any) -> dict[str, str]:
        texts = {tag: _text(self._find(where, entry)) for tag, where in self._tags.items()}
        return {tag: text for tag, text in texts.items() if text}

    def _entries(self, document: Any) -> Iterator[Any]:
        each = self._row["each"]
        if not each:
            yield document
            return
        found = self._find(each, document)
        if not isinstance(found, list):
            raise ValueError(f"{each} gives no list")
        yield from found

    def _readings(self, entry: Any, at: int) -> Iterator[tuple[int, Any]]:
        """Times and values; a list of values has a list of as many times, or is of one time."""
        values = self._find(self._row["value"], entry)
        times = self._find(self._row["time"], entry) if self._row["time"] else None
        if not isinstance(values, list):
            yield (at if times is None else micros_of(times)), values
            return
        if isinstance(times, list) and len(times) != len(values):
            raise ValueError(f"there are {len(values)} values and {len(times)} times")
        if not isinstance(times, list) and len(values) > 1:
            raise ValueError(
                "the value is a list, and has no list of times: say what to go through"
            )
        stamps = times if isinstance(times, list) else repeat(times)
        for stamp, value in zip(stamps, values, strict=False):
            yield (at if stamp is None else micros_of(stamp)), value


def _text(value: Any) -> str:
    """A tag's value; nothing makes no tag."""
    if value is None or isinstance(value, list | dict):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
