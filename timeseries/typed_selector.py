"""A selector that is being typed, up to the caret: which part of it is next."""

import re
from dataclasses import dataclass
from typing import Literal

from .series_key import unescape

_NAME = re.compile(r"(?:[^{\\]++|\\.)*+", re.DOTALL)
_QUOTED = r'"(?:[^"\\]++|\\.)*+"'
_LIST = rf"\((?:\s*+{_QUOTED}\s*+,?)++\)"
_MATCHER = re.compile(rf'\s*((?:[^=!,"\\{{}}]++|\\.)++)(!?=)\s*({_QUOTED}|{_LIST})\s*,?', re.DOTALL)
# One of a list, too, where those before it have their commas.
_VALUE = re.compile(
    r'\s*((?:[^=!,"\\{}]++|\\.)++)!?=\s*'
    rf"(?:\((?:\s*+{_QUOTED}\s*+,)*+\s*+)?"
    r'("?)((?:[^"\\]++|\\.)*+)\\?\Z',
    re.DOTALL,
)
_TAG = re.compile(r"\s*((?:[^=!,\"\\{}]++|\\.)*+)\\?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being typed: a `part` of which `text` is there, unescaped, from character `start`
    on. `whole` is the selector of all that stands before it; `tag` is that of a value, `used`
    are the tags before it."""

    part: Literal["name", "tag", "value", "nothing"]
    start: int
    text: str
    whole: str
    tag: str = ""
    used: tuple[str, ...] = ()
    is_quoted: bool = True


def typed(text: str) -> Typed:
    """What the end of `text` is. A text that no selector begins with is "nothing"."""
    name = _NAME.match(text)
    end = name.end() if name else 0
    if end == len(text):
        return Typed("name", 0, unescape(text.strip()), "*")
    if not text.startswith("{", end):
        return Typed("nothing", len(text), "", "*")
    at, used, matchers = end + 1, [], []
    while match := _MATCHER.match(text, at):
        used.append(unescape(match[1].strip()))
        matchers.append(f"{match[1].strip()}{match[2]}{match[3]}")
        at = match.end()
    whole = f"{text[:end].strip() or '*'}{{{','.join(matchers)}}}" if matchers else text[:end]
    return _last(text, at, whole.strip() or "*", tuple(used))


def _last(text: str, at: int, whole: str, used: tuple[str, ...]) -> Typed:
    if value := _VALUE.match(text, at):
        tag, given = unescape(value[1].strip()), unescape(value[3])
        return Typed("value", value.start(3), given, whole, tag, used, bool(value[2]))
    tag_match = _TAG.match(text, at)
    if tag_match and not (used and text[at - 1] not in ","):
        return Typed("tag", tag_match.start(1), unescape(tag_match[1].strip()), whole, "", used)
    return Typed("nothing", len(text), "", whole)
