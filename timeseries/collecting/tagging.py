"""Tags as people write them: `room=lab, floor=2`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from ..series_key import SeriesKey
from .fields import LONGEST, Field, compile_expression

MOST_TAGS = 30


def read_pairs(given: Any) -> dict[str, str]:
    """The pairs of an object, or of a text with commas or lines between them. Raises
    ValueError."""
    if isinstance(given, Mapping):
        if not all(isinstance(part, str) for pair in given.items() for part in pair):
            raise ValueError(_("This takes texts by their names."))
        pairs = dict(given)
    elif isinstance(given, str) and len(given) <= LONGEST:
        parts = [part.strip() for part in given.replace("\n", ",").split(",")]
        split = [part.partition("=") for part in parts if part]
        if not all(equals and name.strip() and text.strip() for name, equals, text in split):
            raise ValueError(_("This takes pairs as in room=lab, floor=2."))
        pairs = {name.strip(): text.strip() for name, _equals, text in split}
    else:
        raise ValueError(_("This takes pairs as in room=lab, floor=2."))
    if len(pairs) > MOST_TAGS:
        raise ValueError(_("This takes at most %(count)d.") % {"count": MOST_TAGS})
    return pairs


def read_labels(given: Any) -> dict[str, str]:
    """Tags that readings get. Raises ValueError."""
    labels = read_pairs(given)
    SeriesKey.of("name", labels)
    return labels


def shown_pairs(pairs: Mapping[str, str]) -> str:
    """The text of pairs in a form."""
    return ", ".join(f"{name}={text}" for name, text in pairs.items())


@dataclass(frozen=True)
class Tags(Field):
    """Names of tags and JMESPath expressions of their values."""

    widget: ClassVar[str] = "code"

    def _read(self, given: Any) -> Any:
        pairs = read_pairs(given)
        for expression in pairs.values():
            compile_expression(expression)
        return shown_pairs(pairs)


def read_tags(text: str) -> dict[str, str]:
    """The expressions by tag of what `Tags` keeps."""
    return read_pairs(text)
