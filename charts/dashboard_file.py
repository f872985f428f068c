"""The contract of a file format: a dashboard to text, and text to dashboards.

One file a format in `files/`. A text is offered to every format, in the order of their names,
until one takes it for its own.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from timeseries.errors import BadParameter, BadRequest
from timeseries.registry import Registry

from .definition import BadDefinition, Definition, Problem

# What a text may have, in characters: some thousand panels.
LARGEST = 1_000_000
# Of one text.
DASHBOARDS = 100


class BadFile(BadRequest):
    """A text that no format reads; the sentence says where it breaks."""

    code = "bad_file"


@dataclass(frozen=True, slots=True)
class Found:
    """What a text holds: dashboards as documents, and what of it has no place in them."""

    documents: list[Any]
    left_out: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import is going to make."""

    definitions: list[Definition]
    left_out: list[Problem]


class FileFormat(ABC):
    """One form of a dashboard as text. An instance holds no state."""

    @abstractmethod
    def read(self, text: str) -> Found | None:
        """What the text holds; None when it is of another format. Raises BadFile."""


class WrittenFormat(FileFormat):
    """A format that is written too. `suffix` is that of its files."""

    suffix: ClassVar[str]
    media_type: ClassVar[str]

    @abstractmethod
    def write(self, definition: Definition) -> str:
        """The same text for equal dashboards, ending in a line break."""


file_formats: Registry[type[FileFormat]] = Registry("file format", "charts.files")


def written_format(name: str) -> WrittenFormat:
    """The format of this name. Raises BadParameter with those that there are."""
    found = file_formats[name]() if name in file_formats else None
    if not isinstance(found, WrittenFormat):
        known = [name for name, one in _named() if issubclass(one, WrittenFormat)]
        raise BadParameter("format", f"one of {', '.join(known)}")
    return found


def read_text(text: str, **defaults: Any) -> Plan:
    """The dashboards of a text, checked; `defaults` stand in for fields that one does not have.
    Raises BadFile and BadDefinition, the latter with every problem of every dashboard."""
    if len(text) > LARGEST:
        raise BadFile(f"A file of dashboards has at most {LARGEST:,} characters.")
    found = _found(text.removeprefix("\ufeff"))
    if not 0 < len(found.documents) <= DASHBOARDS:
        raise BadFile(f"A file has 1 to {DASHBOARDS} dashboards, and not {len(found.documents)}.")
    definitions: list[Definition] = []
    problems: list[Problem] = []
    for place, document in enumerate(found.documents):
        try:
            definitions.append(Definition.of(document, **defaults))
        except BadDefinition as error:
            at = f"[{place}]." if len(found.documents) > 1 else ""
            problems += [Problem(f"{at}{one.at}", one.reason) for one in error.problems]
    if problems:
        raise BadDefinition(problems)
    return Plan(definitions, found.left_out)


def _found(text: str) -> Found:
    for one in file_formats:
        found = one().read(text)
        if found is not None:
            return found
    raise BadFile("The text is no dashboard as JSON or YAML, no fixture, and none of Grafana's.")


def _named() -> Iterator[tuple[str, type[FileFormat]]]:
    return ((name, file_formats[name]) for name in file_formats.names())
