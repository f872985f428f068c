"""A Python function of whoever runs the server."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ..batch import ReadingBatch
from ..collecting.fields import Area, Choice, Text
from ..collecting.gathering import Gathering
from ..collecting.moments import micros_of
from ..collector import Blocking, Gathered, collectors
from ..errors import CannotCollect


class Name(Choice):
    """Those that a setting lists: what may be called is not for a page to say."""

    def options(self) -> list[tuple[str, Any]]:
        return [(name, name) for name in settings.COLLECT_FUNCTIONS]


class Arguments(Area):
    """An object as JSON."""

    def _read(self, given: Any) -> Any:
        text = orjson.dumps(given).decode() if isinstance(given, Mapping) else super()._read(given)
        _arguments_of(text)
        return text


def _arguments_of(text: str) -> dict[str, Any]:
    """Raises ValueError."""
    try:
        given = orjson.loads(text or "{}")
    except orjson.JSONDecodeError as error:
        raise ValueError(f"This takes JSON: {error}.") from None
    if not isinstance(given, dict):
        raise ValueError('This takes an object such as {"room": "lab"}.')
    return given


@collectors.register("function")
class Function(Blocking):
    """Calls it with the arguments of the settings. It returns values by name, or tuples of name,
    value, and then perhaps tags and a time."""

    title = _("Python function")
    about = _("A function of your own that COLLECT_FUNCTIONS names.")
    permission = "timeseries.collect_by_function"
    settings = (
        Name(
            "function",
            _("Function"),
            required=True,
            help=_("Those that the setting COLLECT_FUNCTIONS lists."),
        ),
        Text("name", _("Name"), help=_("Before the name of each value, as in NAME_VALUE.")),
        Arguments("arguments", _("Arguments"), help=_('As JSON, such as {"room": "lab"}.')),
    )
    example: ClassVar[Mapping[str, Any]] = {"function": "plant.sensors.read"}

    def collect(self, at: int, seconds: float) -> Gathered:
        name = self.given["function"]
        # Asked again: the list may have become shorter since this was set up.
        if name not in settings.COLLECT_FUNCTIONS:
            raise CannotCollect(f"COLLECT_FUNCTIONS does not list {name}.")
        try:
            function = import_string(name)
        except ImportError as error:
            raise CannotCollect(f"{name} cannot be imported: {error}.") from None
        returned = function(**_arguments_of(self.given["arguments"]))
        return _gathered(returned, at, f"{self.given['name']}_" if self.given["name"] else "")


def _gathered(returned: Any, at: int, prefix: str) -> Gathered:
    """Raises CannotCollect for what no readings can be made of."""
    if isinstance(returned, ReadingBatch):
        return Gathered(returned)
    # A named tuple has values by name, as many functions of Python's own return them.
    named = returned._asdict() if hasattr(returned, "_asdict") else returned
    pairs = named.items() if isinstance(named, Mapping) else named
    if not isinstance(pairs, Iterable) or isinstance(pairs, str | bytes):
        raise CannotCollect("The function returned neither values by name nor a list of tuples.")
    gathering = Gathering()
    for one in pairs:
        _take(gathering, one, at, prefix)
    return gathering.done()


def _take(gathering: Gathering, one: Any, at: int, prefix: str) -> None:
    tags: Mapping[Any, Any] = {}
    time = None
    match one:
        case (str(name), value):
            pass
        case (str(name), value, Mapping() as tags):
            pass
        case (str(name), value, Mapping() as tags, time):
            pass
        case _:
            gathering.leave_out(f"{str(one)[:80]!r} is no tuple of name, value, tags and time")
            return
    texts = {str(tag): str(text) for tag, text in tags.items()}
    try:
        gathering.add(prefix + name, texts, at if time is None else micros_of(time), value)
    except ValueError as error:
        gathering.leave_out(f"{name}: {error}")
