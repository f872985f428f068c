"""Values from a file or a body as JSON can hold them, whatever was written."""

import math
from typing import Any

DEEPEST = 20
# Beyond it a double skips whole numbers.
EXACT = 2**53


def plain(value: Any, depth: int = DEEPEST) -> Any:
    """The same value made of objects, lists, texts, finite numbers, true, false and null; the
    names of objects are sorted. Raises ValueError with what is wrong."""
    if depth == 0:
        raise ValueError(f"at most {DEEPEST} levels of objects and lists")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list):
        return [plain(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {name: plain(value[name], depth - 1) for name in sorted(map(_name, value))}
    raise ValueError("objects, lists, texts, numbers, true, false or null")


def plain_text(text: str) -> str:
    """The text. Raises ValueError for characters that no database or page takes."""
    if any(_is_refused(character) for character in text):
        raise ValueError("a text without control characters")
    return text


def _is_refused(character: str) -> bool:
    if character < " ":
        return character not in "\n\t"
    return "\x7f" <= character <= "\x9f" or "\ud800" <= character <= "\udfff"


def _name(name: Any) -> str:
    if not isinstance(name, str):
        raise ValueError("objects whose names are texts")
    return plain_text(name)


def _number(value: float) -> float:
    try:
        number = value if abs(value) <= EXACT else float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("finite numbers")
    return number
