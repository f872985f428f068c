"""What a kind of collector has to be told: declared once, read from the API's JSON and from a
form's texts alike, and drawn by the template of its `widget`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import jmespath
from django.utils.translation import gettext as _
from jmespath.exceptions import JMESPathError

from ..sentences import in_language
from .web import check_url

LONGEST = 10_000
MOST_ROWS = 200
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_YES = {"true", "on", "1", "yes"}
_NO = {"false", "off", "0", "no", ""}


@dataclass(frozen=True)
class Field:
    """One setting: `read` takes what was given, and returns what is kept."""

    name: str
    label: Any
    help: Any = ""
    default: Any = ""
    required: bool = False
    # Kept apart, and shown to nobody.
    secret: bool = False
    widget: ClassVar[str] = "text"

    def read(self, given: Any) -> Any:
        """Raises ValueError with a sentence."""
        value = self._read(given)
        if self.required and value in ("", [], None):
            raise ValueError(_("This is needed."))
        return value

    def _read(self, given: Any) -> Any:
        raise NotImplementedError

    def as_text(self, value: Any) -> str:
        """A kept value as a form shows it."""
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Text(Field):
    placeholder: str = ""
    longest: int = LONGEST

    def _read(self, given: Any) -> Any:
        if not isinstance(given, str) or "\0" in given:
            raise ValueError(_("This takes a text."))
        if len(given) > self.longest:
            raise ValueError(
                _("This takes at most %(count)d characters.") % {"count": self.longest}
            )
        return given.strip()


@dataclass(frozen=True)
class Area(Text):
    """A text of several lines."""

    widget: ClassVar[str] = "area"


@dataclass(frozen=True)
class Secret(Text):
    secret: bool = True
    widget: ClassVar[str] = "secret"

    def _read(self, given: Any) -> Any:
        # Spaces may well belong to a password.
        super()._read(given)
        return given


@dataclass(frozen=True)
class Address(Text):
    """An address of the web."""

    placeholder: str = "https://"
    widget: ClassVar[str] = "address"

    def _read(self, given: Any) -> Any:
        text = super()._read(given)
        if text:
            try:
                check_url(text)
            except ValueError as error:
                raise ValueError(
                    _("No address to fetch from: %(reason)s.") % {"reason": in_language(str(error))}
                ) from None
        return text


@dataclass(frozen=True)
class Expression(Text):
    """A JMESPath expression."""

    widget: ClassVar[str] = "code"

    def _read(self, given: Any) -> Any:
        text = super()._read(given)
        if text:
            compile_expression(text)
        return text


def compile_expression(text: str) -> Any:
    """Raises ValueError with the place that is wrong."""
    try:
        return jmespath.compile(text)
    except (JMESPathError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(_("No JMESPath expression: %(reason)s") % {"reason": reason}) from None


@dataclass(frozen=True)
class Whole(Field):
    """A whole number."""

    least: int = 0
    most: int = 2**31
    widget: ClassVar[str] = "number"

    def _read(self, given: Any) -> Any:
        text = str(given).strip() if isinstance(given, int | str) else ""
        right = text.isascii() and text.isdecimal() and len(text) < 12
        if not right or not self.least <= int(text) <= self.most or isinstance(given, bool):
            raise ValueError(
                _("This takes a whole number from %(least)d to %(most)d.")
                % {"least": self.least, "most": self.most}
            )
        return int(text)


@dataclass(frozen=True)
class Switch(Field):
    widget: ClassVar[str] = "switch"

    def _read(self, given: Any) -> Any:
        text = str(given).lower() if isinstance(given, bool | str) else "?"
        if text not in _YES | _NO:
            raise ValueError(_("This takes true or false."))
        return text in _YES


@dataclass(frozen=True)
class Choice(Field):
    choices: tuple[tuple[str, Any], ...] = ()
    widget: ClassVar[str] = "choice"

    def options(self) -> Sequence[tuple[str, Any]]:
        return self.choices

    def _read(self, given: Any) -> Any:
        known = [name for name, _label in self.options()]
        if given not in known:
            raise ValueError(_("This takes one of: %(known)s.") % {"known": ", ".join(known)})
        return given


@dataclass(frozen=True)
class Headers(Field):
    """Headers of a request, one a line as `Name: value`. They often hold a key: all are secret."""

    secret: bool = True
    widget: ClassVar[str] = "secret_area"

    def _read(self, given: Any) -> Any:
        if isinstance(given, Mapping):
            given = "\n".join(f"{name}: {value}" for name, value in given.items())
        if not isinstance(given, str) or len(given) > LONGEST:
            raise ValueError(_("This takes headers, one a line, as in Name: value."))
        for line in filter(None, map(str.strip, given.splitlines())):
            name, colon, value = line.partition(":")
            if not colon or not _HEADER.fullmatch(name) or not value.strip().isprintable():
                raise ValueError(_("This takes headers, one a line, as in Name: value."))
        return given.strip()


def headers_of(text: str) -> dict[str, str]:
    """The headers that `Headers` has read."""
    pairs = (line.partition(":") for line in text.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _colon, value in pairs}


@dataclass(frozen=True)
class Rows(Field):
    """A list of objects with the same fields, such as the series of a JSON document."""

    fields: tuple[Field, ...] = ()
    widget: ClassVar[str] = "rows"

    def _read(self, given: Any) -> Any:
        if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
            raise ValueError(_("This takes a list of objects."))
        if len(given) > MOST_ROWS:
            raise ValueError(_("This takes at most %(count)d.") % {"count": MOST_ROWS})
        return [read_fields(self.fields, row, f"[{place}]") for place, row in enumerate(given)]


class Problems(ValueError):
    """Sentences by the path of what is wrong."""

    def __init__(self, by_path: dict[str, str]) -> None:
        super().__init__(" ".join(f"{path}: {reason}" for path, reason in by_path.items()))
        self.by_path = by_path


def read_fields(
    fields: Sequence[Field], given: Mapping[str, Any], path: str = ""
) -> dict[str, Any]:
    """What is kept of what was given, all fields of it. Raises Problems."""
    dot = f"{path}." if path else ""
    names = {field.name for field in fields}
    problems = {
        f"{dot}{name}"[:80]: _("There is no such setting: there are %(known)s.")
        % {"known": ", ".join(sorted(names)) or "-"}
        for name in given
        if name not in names
    }
    kept: dict[str, Any] = {}
    for field in fields:
        try:
            kept[field.name] = field.read(given.get(field.name, field.default))
        except Problems as inner:
            problems |= {f"{dot}{field.name}{at}": reason for at, reason in inner.by_path.items()}
        except ValueError as error:
            problems[f"{dot}{field.name}"] = str(error)
    if problems:
        raise Problems(problems)
    return kept
