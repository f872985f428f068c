"""The fields of many lines of line protocol at once, when none has quotes or backslashes."""

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..batch import Values
from .numbers import doubles

# What cannot stand before the suffix of an integer, and the size from which they may not fit.
_NOT_INTEGER = re.compile(r"[iu.eE+][0-9+-]*+[iu],|-[0-9]*+u,")
_LARGE = 2.0**63


class Fields(NamedTuple):
    """Fields in their order: each has the place of its line, the place of its name in `names`,
    and its value."""

    names: list[str]
    line: NDArray[np.int64]
    name: NDArray[np.int64]
    values: Values


def split_fields(lines: list[str]) -> Fields | None:
    """The numeric fields of lines such as `usage=1.5,count=2i`; None when one of them is
    something else, and needs to be read by itself."""
    # A line break marks the first field of each line, and "=" a name: a field that lacks either
    # part, or has one too many, shifts what follows, and a mark stands where it must not.
    tokens = ("\n" + ",\n".join(lines)).replace("=", "=,").split(",")
    marked, texts = tokens[0::2], tokens[1::2]
    if len(marked) != len(texts):
        return None
    values = _values(texts)
    distinct = {name: number for number, name in enumerate(dict.fromkeys(marked))}
    if values is None or not all(name.endswith("=") for name in distinct):
        return None
    numbers = np.fromiter(map(distinct.__getitem__, marked), np.int64, len(marked))
    first = np.asarray([name.startswith("\n") for name in distinct])
    names = [name.removeprefix("\n")[:-1] for name in distinct]
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    merged = np.asarray([places[name] for name in names])
    return Fields(list(places), np.cumsum(first[numbers]) - 1, merged[numbers], values)


def _values(texts: list[str]) -> Values | None:
    joined = ",".join(texts) + ","
    if "i," not in joined and "u," not in joined:
        return doubles(texts)
    if _NOT_INTEGER.search(joined):
        return None
    values = doubles(joined.replace("i,", ",").replace("u,", ",")[:-1].split(","))
    return None if values is None or (np.abs(values) >= _LARGE).any() else values
