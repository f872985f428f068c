"""The grammar of InfluxDB's line protocol: `measurement,tag=value field=1.5,other=2i 1700000000`.

A character right after a backslash is never a separator. The value of a field may stand in
quotes; there a backslash takes the next character with it, and a line may break.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from ..series_key import KEY_BYTES, UNIT_LENGTH, SeriesKey, shown
from .numbers import to_double

_NAME = r"[^ ,=\n]*+(?:(?<=\\)[ ,=][^ ,=\n]*+)*+"
_VALUE = r'(?:"(?:[^"\\]++|\\.)*+"|[^ ,"\n]*+)'
_FIELD = f"{_NAME}={_VALUE}"
_HEAD = r"[^ \n]*+(?:(?<=\\) [^ \n]*+)*+"

# A line's head, fields, and time.
LINE = re.compile(rf" *+({_HEAD}) ++({_FIELD}(?:,{_FIELD})*+)(?: ++([^ \n]++))? *+", re.DOTALL)
# The name and the value of a field.
FIELD = re.compile(rf"({_NAME})=({_VALUE})(?:,|\Z)", re.DOTALL)

_NO_FIELDS = re.compile(rf"{_HEAD} *+")
_COMMA = re.compile(r"(?<!\\),")
_EQUALS = re.compile(r"(?<!\\)=")
_ESCAPED = re.compile(r"\\([ ,=])")
_ESCAPED_IN_MEASUREMENT = re.compile(r"\\([ ,])")
_INTEGER = re.compile(r"-?0*[0-9]{1,20}")
# The range of each kind of integer, by its suffix.
_INTEGERS = {"i": (-(2**63), 2**63 - 1), "u": (0, 2**64 - 1)}
# More than any series' key has with each of its characters escaped.
_HEAD_LENGTH = 2 * KEY_BYTES
# Agents send the same series again and again: of so many the parsed form is at hand. In turn, so
# that of more than these none would be.
_HEADS = 4_096
_SERIES = 131_072
_BOOLEANS = {
    **dict.fromkeys(("t", "T", "true", "True", "TRUE"), 1.0),
    **dict.fromkeys(("f", "F", "false", "False", "FALSE"), 0.0),
}


def split_lines(text: str) -> list[str]:
    """The lines of a body by number; one with breaks in quotes has empty ones after it."""
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    if '"' not in text:
        return lines
    start = taken = 0
    for number, line in enumerate(list(lines)):
        if '"' in line and number >= taken and not line.startswith("#"):
            whole = LINE.match(text, start)
            end = whole.end() if whole else 0
            # Only what is right as a whole: an open quote must not swallow good lines.
            if end > start + len(line) and text[end : end + 1] in ("", "\n"):
                taken = number + 1 + text.count("\n", start, end)
                lines[number:taken] = [text[start:end], *[""] * (taken - number - 1)]
        start += len(line) + 1
    return lines


@lru_cache(maxsize=_HEADS)
def parse_head(head: str) -> tuple[str, Mapping[str, str]]:
    """The measurement and the tags of a line's head. Raises ValueError with the reason."""
    if len(head) > _HEAD_LENGTH:
        raise ValueError(f"the measurement and tags take more than {_HEAD_LENGTH} characters")
    measurement, *parts = _COMMA.split(head)
    if not measurement:
        raise ValueError("the measurement is empty")
    tags: dict[str, str] = {}
    for part in parts:
        pair = _EQUALS.split(part)
        if len(pair) != 2 or not all(pair):
            raise ValueError(f"{shown(part)} is not a tag such as host=server1")
        name, value = (_ESCAPED.sub(r"\1", text) for text in pair)
        if name in tags:
            raise ValueError(f"the tag {shown(name)} stands twice")
        tags[name] = value
    return _ESCAPED_IN_MEASUREMENT.sub(r"\1", measurement), MappingProxyType(tags)


@lru_cache(maxsize=_SERIES)
def series_of(head: str, field: str) -> SeriesKey:
    """The series of a field under a line's head. Raises ValueError with the reason."""
    if not field:
        raise ValueError("a field has no name")
    measurement, tags = parse_head(head)
    name = _ESCAPED.sub(r"\1", field)
    return SeriesKey.of(measurement if name == "value" else f"{measurement}_{name}", tags)


def unit_of(key: SeriesKey, field: str) -> str:
    """The unit of a series of Home Assistant, which names measurements after it, and after the
    entity where there is none; else nothing. See
    https://www.home-assistant.io/integrations/influxdb/"""
    if field != "value" or len(key.name) > UNIT_LENGTH:
        return ""
    tags = dict(key.tags)
    domain, entity = tags.get("domain"), tags.get("entity_id")
    has_unit = domain and entity and key.name != f"{domain}.{entity}"
    return key.name if has_unit else ""


def parse_value(text: str) -> float:
    """A number, an integer (`5i`, `5u`) or a boolean. Raises ValueError with the reason."""
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text[-1:] not in _INTEGERS:
        return to_double(text)
    if not _INTEGER.fullmatch(text, 0, len(text) - 1):
        raise ValueError(f"{shown(text)} is not an integer of 64 bits")
    number = int(text[:-1])
    lowest, highest = _INTEGERS[text[-1]]
    if not lowest <= number <= highest:
        raise ValueError(f"{shown(text)} is beyond an integer of 64 bits")
    return float(number)


def why_not(line: str) -> str:
    """The reason a line does not match `LINE`."""
    if line.count('"') % 2:
        return "a quote is not closed"
    if _NO_FIELDS.fullmatch(line):
        return "the line has no fields"
    return "the line is not: measurement,tag=value field=1.5,other=2i time"
