"""`ReadingBatch`: the columns that pass between all stages, from the wire to the store."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Of the name of a series, and of the name and the value of a tag.
NAME_LENGTH = 200
UNIT_LENGTH = 40
# PostgreSQL indexes at most 2,704 bytes; the key is unique, so it is indexed.
KEY_BYTES = 2_000

_EARLIEST = np.iinfo(np.int64).min
_SHORT = np.iinfo(np.uint16).max

Times = NDArray[np.int64]
Values = NDArray[np.float64]


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
        for tag, operator, value in matchers:
            if operator != "=":
                raise ValueError(f"a series has tags by =, and not by {operator}")
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
    r'((?:[^=!,"\\{}]++|\\.)++)(!?=)\s*+"((?:[^"\\]++|\\.)*+)"\s*+(?:,\s*+|\Z)', re.DOTALL
)
# Control characters, and surrogates, which are no characters.
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def escape(text: str) -> str:
    """A name, tag or value as it stands in a key or a selector."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def unescape(text: str) -> str:
    """The inverse of `escape`."""
    return _ESCAPED.sub(r"\1", text)


def split_key(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The name of a key or a selector, and the tag, `=` or `!=`, and value of each matcher.

    All are still escaped, and without spaces around them. Raises ValueError.
    """
    text = _trim(text)
    name = _NAME.match(text)
    end = name.end() if name else 0
    if end == len(text):
        return text, []
    if not text.startswith("{", end) or not text.endswith("}"):
        raise ValueError("a brace or a backslash in the name is not escaped")
    inner = text[end + 1 : -1].strip()
    matchers, at = [], 0
    while at < len(inner):
        match = _MATCHER.match(inner, at)
        if not match:
            raise ValueError('the braces do not hold tag="value" pairs with commas between them')
        matchers.append((_trim(match[1]), match[2], match[3]))
        at = match.end()
    return _trim(text[:end]), matchers


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


@dataclass(slots=True)
class ReadingBatch:
    """Readings in the order in which they came, as columns.

    `keys` are the distinct series; reading i belongs to `keys[index[i]]`, at `times[i]`
    (µs since 1970 UTC) with `values[i]` (finite). The same series and time may come
    twice: the last one stands. `units` holds what the sender said of a series' unit.
    """

    keys: list[SeriesKey]
    index: NDArray[np.int32]
    times: Times
    values: Values
    units: dict[SeriesKey, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.times)

    @classmethod
    def empty(cls) -> "ReadingBatch":
        return cls([], np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.float64))

    def since(self, limits: Mapping[SeriesKey, int]) -> "ReadingBatch":
        """Without the readings of some series before a time (µs)."""
        first = np.array([limits.get(key, _EARLIEST) for key in self.keys], np.int64)
        kept = self.times >= first[self.index]
        return ReadingBatch(
            self.keys, self.index[kept], self.times[kept], self.values[kept], self.units
        )

    @classmethod
    def concatenate(cls, batches: list["ReadingBatch"]) -> "ReadingBatch":
        """One batch with the readings of all, in their order."""
        if len(batches) < 2:
            return batches[0] if batches else cls.empty()
        position: dict[SeriesKey, int] = {}
        units: dict[SeriesKey, str] = {}
        places: list[int] = []
        for batch in batches:
            places += [position.setdefault(key, len(position)) for key in batch.keys]
            units.update(batch.units)
        # Where the keys of each batch begin among those of all.
        firsts = np.cumsum([0] + [len(batch.keys) for batch in batches[:-1]])
        index = np.repeat(firsts, [len(batch) for batch in batches])
        index += np.concatenate([batch.index for batch in batches])
        return cls(
            list(position),
            np.asarray(places, np.int32)[index],
            np.concatenate([batch.times for batch in batches]),
            np.concatenate([batch.values for batch in batches]),
            units,
        )

    def runs(self) -> Iterator[tuple[int, Times, Values]]:
        """For each series that has readings: its place in `keys`, and its readings as one
        run with strictly ascending times, the last of equal times standing."""
        if not len(self):
            return
        order = self._order()
        index, times, values = self.index[order], self.times[order], self.values[order]
        other = index[1:] != index[:-1]
        last = np.append(other | (times[1:] != times[:-1]), True)
        if not last.all():
            index, times, values = index[last], times[last], values[last]
            other = index[1:] != index[:-1]
        starts = [0, *(np.flatnonzero(other) + 1).tolist()]
        places = index[starts].tolist()
        for place, start, end in zip(places, starts, [*starts[1:], len(index)], strict=True):
            yield place, times[start:end], values[start:end]

    def _order(self) -> NDArray[np.intp]:
        """By series and time; among equals the last to come is the last."""
        if len(self.keys) <= _SHORT:
            # Few numbers are sorted by counting. Most senders have each series' times in order.
            order = np.argsort(self.index.astype(np.uint16), kind="stable")
            index, times = self.index[order], self.times[order]
            if not ((times[1:] < times[:-1]) & (index[1:] == index[:-1])).any():
                return order
        return np.lexsort((self.times, self.index))


# A reading in a `BatchBuilder`: its series' place, its time (µs), and its value.
Placed = tuple[int, int, float]


class BatchBuilder:
    """Gathers readings one by one or by columns into a `ReadingBatch`."""

    def __init__(self) -> None:
        self._places: dict[SeriesKey, int] = {}
        self._units: dict[SeriesKey, str] = {}
        self._rows: list[Placed] = []
        self._columns: list[tuple[NDArray[np.int32], Times, Values]] = []

    def place(self, key: SeriesKey) -> int:
        """The series' number in `add_all` and `extend`. One without readings is left out of the
        batch."""
        return self._places.setdefault(key, len(self._places))

    def add(self, key: SeriesKey, time: int, value: float) -> None:
        """One reading: µs and a finite value."""
        self._rows.append((self.place(key), time, value))

    def add_all(self, readings: Iterable[Placed]) -> None:
        """Readings of series that have their places."""
        self._rows.extend(readings)

    def extend(self, index: NDArray[np.int32], times: Times, values: Values) -> None:
        """Readings by columns, `index` holding their series' places."""
        self._gather()
        self._columns.append((index, times, values))

    def set_unit(self, key: SeriesKey, unit: str) -> None:
        """What the sender says of the unit of a series."""
        self._units[key] = unit

    def build(self) -> ReadingBatch:
        """All readings so far, in the order in which they came."""
        self._gather()
        if not self._columns:
            return ReadingBatch.empty()
        index, times, values = self._columns[0]
        if len(self._columns) > 1:
            index, times, values = (np.concatenate(c) for c in zip(*self._columns, strict=True))
        keys, index = _with_readings(list(self._places), index)
        units = {key: self._units[key] for key in keys if key in self._units}
        return ReadingBatch(keys, index, times, values, units)

    def _gather(self) -> None:
        """What came one by one since the last call, as columns."""
        if self._rows:
            index, times, values = zip(*self._rows, strict=True)
            self._columns.append(
                (np.array(index, np.int32), np.array(times, np.int64), np.array(values, np.float64))
            )
            self._rows = []


def _with_readings(
    keys: list[SeriesKey], index: NDArray[np.int32]
) -> tuple[list[SeriesKey], NDArray[np.int32]]:
    """The series that readings belong to, and their places among these."""
    if len(keys) == 1 and len(index):
        return keys, index
    used = np.bincount(index, minlength=len(keys)) > 0
    kept = [key for key, has_readings in zip(keys, used, strict=True) if has_readings]
    return kept, (np.cumsum(used) - 1).astype(np.int32)[index]
