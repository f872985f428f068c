"""The options that a kind has besides those that all share: what each takes, and how it is said
that something else was given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from timeseries.errors import BadParameter
from timeseries.timerange import parse_zone

NAMES = 100
LONGEST_NAME = 200
Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option. `read` makes a value that can be hashed of what JSON gave, and raises
    ValueError for what it does not take; `takes` ends the sentence that is then answered. `asks`
    is how a form asks for it: a `type`, and what that type has to know."""

    default: Any
    takes: str
    read: Read
    asks: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def of(self, options: Mapping[str, Any], name: str, place: str = "options") -> Any:
        """The checked option, or the default. Raises BadParameter that names it, and the
        `place` where it stands."""
        given = options.get(name)
        if given is None:
            return self.default
        try:
            return self.read(given)
        except (ValueError, BadParameter):
            raise BadParameter(f"{place}.{name}", self.takes) from None


def whole(default: int | None, least: int, most: int) -> Choice:
    """A whole number from `least` to `most`."""

    def read(given: Any) -> int:
        if type(given) is not int or not least <= given <= most:
            raise ValueError
        return given

    asks = {"type": "whole", "least": least, "most": most}
    return Choice(default, f"a whole number from {least} to {most}", read, asks)


def one_of(*names: str) -> Choice:
    """One of some words; the first is the default, also where that is none."""

    def read(given: Any) -> str:
        return names[names.index(given)]

    said = [name for name in names if name]
    asks = {"type": "one_of", "names": list(names)}
    return Choice(names[0], f"one of {', '.join(said)}", read, asks)


def switch() -> Choice:
    """True or false, which is the default."""

    def read(given: Any) -> bool:
        if not isinstance(given, bool):
            raise ValueError
        return given

    return Choice(False, "true or false", read, {"type": "switch"})


def text(most: int) -> Choice:
    """A text of at most so many characters."""

    def read(given: Any) -> str:
        if not isinstance(given, str) or len(given) > most:
            raise ValueError
        return given

    return Choice("", f"a text of at most {most} characters", read, {"type": "text", "most": most})


def zone() -> Choice:
    """The name of a time zone; by default that of the request, or UTC."""

    def read(given: Any) -> str:
        if not isinstance(given, str) or parse_zone(given) is None:
            raise ValueError
        return given

    return Choice("", "a time zone such as Europe/Berlin", read, {"type": "zone"})


def value_names() -> Choice:
    """Names for single values: `{"0": "Off", "1": "On"}` becomes ((0.0, "Off"), (1.0, "On"))."""

    def read(given: Any) -> tuple[tuple[float, str], ...]:
        if not isinstance(given, dict) or len(given) > NAMES:
            raise ValueError
        if not all(isinstance(name, str) and len(name) <= LONGEST_NAME for name in given.values()):
            raise ValueError
        return tuple((float(value), name) for value, name in given.items())

    takes = 'names of values such as {"0": "Off", "1": "On"}'
    return Choice((), takes, read, {"type": "value_names"})
