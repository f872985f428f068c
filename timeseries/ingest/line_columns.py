"""Many lines of line protocol at once, when none has quotes or backslashes.

Nothing is split: the places of all separators are found in the bytes, and names, values and
times are what lies between two of them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..batch import Times, Values
from .decimals import Bytes, Places, decimals, stamps

# So many bytes of a name are compared at once; so many follow the last line.
_WORD = 8
_BREAK, _SPACE, _EQUALS = ord("\n"), ord(" "), ord("=")
_IS_SEPARATOR = np.isin(np.arange(256), list(b"\n ,="))
# What is kept of a word by how many of its bytes, the lowest first, belong to a name.
_KEPT = np.array([256**size - 1 for size in range(_WORD + 1)], np.uint64)


class Lines(NamedTuple):
    """Lines by columns: the distinct `heads` and the number of each line's among them; its
    time as it stands there, None where no line has one; and the fields in their order, each
    with the place of its line, the number of its name in `names`, and its value."""

    heads: list[str]
    head: NDArray[np.int64]
    stamps: Times | None
    names: list[str]
    line: NDArray[np.int64]
    name: NDArray[np.int64]
    values: Values


class _Marks(NamedTuple):
    """The separators of lines, in their order: their places and the bytes that they are; and
    which of them end the head, the fields and the line, of each line."""

    places: Places
    kinds: Bytes
    heads: Places
    fields: Places
    breaks: Places


def read_lines(lines: Sequence[str]) -> Lines | None:
    """Lines such as `cpu,host=a usage=1.5,count=2i 1700000000`; None when one of them is
    something else, and needs to be read by itself."""
    content = ("\n".join(lines) + "\n").encode() + bytes(_WORD)
    marks = _find_marks(np.frombuffer(content, np.uint8))
    equals = _find_equals(marks) if marks else None
    if marks is None or equals is None:
        return None
    values = decimals(content, marks.places[equals] + 1, marks.places[equals + 1])
    times = _read_stamps(content, marks)
    if values is None or (times is None and marks.fields is not marks.breaks):
        return None
    heads, head = _numbered(_texts(content, *_heads(marks)))
    counts = (marks.fields - marks.heads) // 2
    names, name = _names(content, marks.places[equals - 1] + 1, marks.places[equals], counts)
    line = np.repeat(np.arange(len(lines)), counts)
    return Lines(heads, head, times, names, line, name, values)


def _find_marks(data: Bytes) -> _Marks | None:
    """None unless each line has one space that something follows, and all of them or none a
    second one, behind which nothing but the line's end is a separator."""
    places = np.flatnonzero(_IS_SEPARATOR.take(data))
    kinds = data.take(places)
    breaks, heads = np.flatnonzero(kinds == _BREAK), np.flatnonzero(kinds == _SPACE)
    fields = breaks
    if len(heads) == 2 * len(breaks):
        heads, fields = heads[0::2], heads[1::2]
        if (fields != breaks - 1).any():
            return None
    if len(heads) != len(breaks) or (heads > fields).any() or (heads[1:] < breaks[:-1]).any():
        return None
    return _Marks(places, kinds, heads, fields, breaks)


def _find_equals(marks: _Marks) -> Places | None:
    """The separators between the name and the value of each field; None when a field has not
    just one.

    Before each stands a comma, or the space that ends the head: so there is at most one for
    each of these, and together they are as many only where each of these has its own.
    """
    equals = np.flatnonzero(marks.kinds == _EQUALS)
    line = np.cumsum(marks.kinds == _BREAK)[equals]
    equals = equals[equals > marks.heads[line]]
    if (marks.kinds[equals - 1] == _EQUALS).any():
        return None
    return equals if (marks.fields - marks.heads).sum() == 2 * len(equals) else None


def _heads(marks: _Marks) -> tuple[Places, Places]:
    """Where the heads begin and end."""
    ends = marks.places[marks.breaks]
    return np.concatenate([[0], ends[:-1] + 1]), marks.places[marks.heads]


def _read_stamps(content: bytes, marks: _Marks) -> Times | None:
    if marks.fields is marks.breaks:
        return None
    return stamps(content, marks.places[marks.fields] + 1, marks.places[marks.breaks])


def _names(
    content: bytes, starts: Places, ends: Places, counts: NDArray[np.int64]
) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct names of fields and the number of each, `counts` of them in each line."""
    first = int(counts[0])
    if (counts == first).all() and _repeat(content, starts, ends, first):
        names, number = _numbered(_texts(content, starts[:first], ends[:first]))
        return names, np.tile(number, len(counts))
    return _numbered(_texts(content, starts, ends))


def _repeat(content: bytes, starts: Places, ends: Places, period: int) -> bool:
    """Whether the tokens are the same again and again. Agents send them like that, and to
    compare them takes a tenth of what it takes to look each up."""
    sizes = ends - starts
    if (sizes[period:] != sizes[:-period]).any():
        return False
    # A word from each byte on.
    words = np.ndarray(len(content) - _WORD + 1, "<u8", content, strides=(1,))
    for step in range(0, int(sizes[:period].max()), _WORD):
        own = words[starts + np.minimum(step, sizes)] & _KEPT[np.clip(sizes - step, 0, _WORD)]
        if (own[period:] != own[:-period]).any():
            return False
    return True


def _texts(content: bytes, starts: Places, ends: Places) -> list[bytes]:
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return [content[start:end] for start, end in pairs]


def _numbered(texts: list[bytes]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct texts, and the number of each among them."""
    distinct = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    numbers = np.fromiter(map(distinct.__getitem__, texts), np.int64, len(texts))
    return [text.decode() for text in distinct], numbers
