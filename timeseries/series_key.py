"""`SeriesKey`: what identifies a series, how it is written, and what its texts may be."""

import re
from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

# Of the name of a series, and of the name and the value of a tag.
NAME_LENGTH = 200
UNIT_LENGTH = 40
DESCRIPTION_LENGTH = 500
# A longer text is a message, and no state that something is in.
TEXT_LENGTH = 200
# PostgreSQL indexes at most 2,704 bytes; the key is unique, so it is indexed.
KEY_BYTES = 2_000


class SeriesKey(NamedTuple):
    """What identifies a series: a name and tags, sorted by tag name. A tuple, as it is looked
    up several times for each reading that comes by itself."""

    name: str
    tags: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, name: str, tags: Mapping[str, str] | None = None) -> "SeriesKey":
        """A checked key. Raises ValueError with the reason a name or tag is refused."""
        pairs = tuple(sorted(tags.items())) if tags else ()
        texts = [name, *chain.from_iterable(pairs)]
        together = "".join(texts)
        if not all(texts) or max(map(len, texts)) > NAME_LENGTH or _REFUSED.search(together):
            _refuse(name, pairs)
        key = cls(name, pairs)
        # A character takes at most 4 bytes, escaped or not, and the marks of a tag as many.
        if 6 * len(together) > KEY_BYTES and len(key.text.encode()) > KEY_BYTES:
            raise ValueError(f"the name and tags take more than {KEY_BYTES} bytes")
        return key

    @classmethod
    def parse(cls, text: str) -> "SeriesKey":
        """The key that `text` is of, or a plain name; spaces between its parts are passed over.

        Raises ValueError with the reason.
        """
        name, matchers = split_key(text)
        tags: dict[str, str] = {}
        for tag, operator, values in matchers:
            if operator != "=":
                raise ValueError(f"a series has tags by =, and not by {operator}")
            if len(values) != 1:
                raise ValueError(f"a series has one value of {shown(unescape(tag))}")
            [value] = values
            if unescape(tag) in tags:
                raise ValueError(f"the tag {shown(unescape(tag))} stands twice")
            tags[unescape(tag)] = unescape(value)
        return cls.of(unescape(name), tags)

    @property
    def text(self) -> str:
        """The canonical key: `name{tag="value",…}`, or the name alone."""
        name = escape(self.name)
        if not self.tags:
            return name
        inner = ",".join(f'{escape(tag)}="{escape(value)}"' for tag, value in self.tags)
        return f"{name}{{{inner}}}"


# With these escaped no two series share a key, and a key read as a selector is its series.
_SPECIAL = re.compile(r'[\\"*{}=!,]|\A\s|\s\Z')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NAME = re.compile(r"(?:[^{}\\]++|\\.)*+", re.DOTALL)
_MATCHER = re.compile(
    r'((?:[^=!,"\\{}]++|\\.)++)(!?=)\s*+'
    r'(?:"((?:[^"\\]++|\\.)*+)"|\(([^")]*+(?:"(?:[^"\\]++|\\.)*+"[^")]*+)*+)\))\s*+(?:,\s*+|\Z)',
    re.DOTALL,
)
_VALUES = re.compile(r'\s*+\(((?:\s*+"(?:[^"\\]++|\\.)*+"\s*+,?)++)\)(?=\s*+(?:\{|\Z))', re.DOTALL)
_VALUE = re.compile(r'"((?:[^"\\]++|\\.)*+)"\s*+(?:,\s*+|\Z)', re.DOTALL)
# Control characters, and surrogates, which are no characters.
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def escape(text: str) -> str:
    """A name, tag or value as it stands in a key or a selector."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def unescape(text: str) -> str:
    """The inverse of `escape`."""
    return _ESCAPED.sub(r"\1", text)


def split_key(text: str) -> tuple[str, list[tuple[str, str, list[str]]]]:
    """The name of a key or a selector, and the tag, `=` or `!=`, and values of each matcher: one,
    or those of a list in parentheses.

    All are still escaped, and without spaces around them. Raises ValueError.
    """
    text = _trim(text)
    name = _NAME.match(text)
    end = name.end() if name else 0
    if end == len(text):
        return text, []
    if text.startswith("{", end) and not text.endswith("}"):
        raise ValueError("a brace is neither closed nor escaped")
    if not text.startswith("{", end):
        raise ValueError("a brace or a backslash in the name is not escaped")
    inner = text[end + 1 : -1].strip()
    matchers, at = [], 0
    while at < len(inner):
        match = _MATCHER.match(inner, at)
        if not match:
            raise ValueError('the braces do not hold tag="value" pairs with commas between them')
        values = [match[3]] if match[4] is None else _listed(match[4])
        matchers.append((_trim(match[1]), match[2], values))
        at = match.end()
    return _trim(text[:end]), matchers


def split_values(text: str) -> tuple[list[str], str]:
    """The values, still escaped, of a list in parentheses at the beginning of a text, none where
    it begins otherwise, and what follows. Raises ValueError."""
    match = _VALUES.match(text)
    return (_listed(match[1]), text[match.end() :]) if match else ([], text)


def _listed(text: str) -> list[str]:
    """The values of a list such as `"a", "b"`. Raises ValueError."""
    text, values, at = text.strip(), [], 0
    while at < len(text):
        match = _VALUE.match(text, at)
        if not match:
            raise ValueError('the parentheses do not hold "values" with commas between them')
        values.append(match[1])
        at = match.end()
    return values


def _trim(text: str) -> str:
    """The text without the spaces around it, but with a last one that is escaped."""
    text = text.lstrip()
    bare = text.rstrip()
    slashes = len(bare) - len(bare.rstrip("\\"))
    return text[: len(bare) + slashes % 2]


def shown(text: str) -> str:
    """A text of any length and content as it can stand in a reason."""
    return repr(text if len(text) <= 40 else text[:40] + "…")


def check_unit(unit: str) -> str:
    """The same unit, or ValueError with the reason it is refused."""
    _check_text("the unit", unit, UNIT_LENGTH)
    return unit


def check_state(text: str) -> str:
    """The same text of a state, or ValueError with the reason it is refused."""
    _check_text("the text", text, TEXT_LENGTH)
    return text


def _refuse(name: str, pairs: tuple[tuple[str, str], ...]) -> None:
    _check_text("the series name", name, NAME_LENGTH)
    for tag, value in pairs:
        _check_text(f"the name of tag {shown(tag)}", tag, NAME_LENGTH)
        _check_text(f"tag {shown(tag)}", value, NAME_LENGTH)


def _check_text(what: str, text: str, longest: int) -> None:
    if not text:
        raise ValueError(f"{what} is empty")
    if len(text) > longest:
        raise ValueError(f"{what} is longer than {longest} characters")
    if match := _REFUSED.search(text):
        kind = "control character" if match[0] < "\ud800" else "lone surrogate, no character"
        raise ValueError(f"{what} has a {kind}")
