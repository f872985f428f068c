"""InfluxDB's line protocol, as `POST /api/v2/write` and `/write` take it.

A field is the series `measurement_field` (`measurement` for the field `value`) with the line's
tags; integers and booleans are numbers, a text in quotes is a state. Lines without
quotes and backslashes, which is nearly all, are read many at a time: each series is looked up
once, and numbers go by columns. A few lines are read one by one, before columns pay.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...batch import NUMBER, BatchBuilder, Note, Placed, ReadingBatch, Times, Values
from ...errors import BadParameter
from ...series_key import TEXT_LENGTH, shown
from ...timerange import check_time
from .. import line_syntax as syntax
from ..line_columns import Lines, read_lines
from ..numbers import guessed, scaled
from ..protocol import Body, Parsed, Protocol, protocols

# By the size of each time: v3's default.
AUTO = (0, 0)
# The unit of `precision` in microseconds, as a multiplier and a divisor: v2's, v1's, v3's.
PRECISIONS = {
    "ns": (1, 1_000),
    "us": (1, 1),
    "ms": (1_000, 1),
    "s": (1_000_000, 1),
    "n": (1, 1_000),
    "u": (1, 1),
    "µ": (1, 1),
    "m": (60_000_000, 1),
    "h": (3_600_000_000, 1),
    "nanosecond": (1, 1_000),
    "microsecond": (1, 1),
    "millisecond": (1_000, 1),
    "second": (1_000_000, 1),
    "auto": AUTO,
}
# Lines that are read together: each series is looked up once for so many. A bad one costs the
# others their speed, so with one among them they are read in smaller parts, down to the second.
_TOGETHER, _PART = 8_192, 256
# Up to so many lines cost less one by one (7 µs each) than together (65 µs and 2 each).
FEW = 8
# Codes are sorted where they are fewer than one in so many of those that there might be.
_SPARSE = 16
_Line = tuple[int, str]
_STAMP = re.compile(r"-?0*[0-9]{1,19}")
_UNQUOTED = re.compile(r'\\([\\"])')


@protocols.register("line_protocol")
class LineProtocol(Protocol):
    """Lines of fields; the parameter `precision` is the unit of their times (ns)."""

    def parse(self, body: Body) -> Parsed:
        precision = body.parameters.get("precision") or "ns"
        if precision not in PRECISIONS:
            raise BadParameter("precision", "ns, us, ms or s")
        reader = _Reader(PRECISIONS[precision], body.arrived)
        lines = syntax.split_lines(body.text.removesuffix("\n"))
        for start in range(0, len(lines), _TOGETHER):
            reader.take(body.line + start, lines[start : start + _TOGETHER])
        return reader.finish()


class _Columns(NamedTuple):
    """Readings: the numbers of their lines, their series' places, times, values and texts."""

    lines: NDArray[np.int64]
    places: NDArray[np.int32]
    times: Times
    values: Values
    texts: NDArray[np.int32]


class _Reader:
    """The lines of one body on their way into a batch."""

    def __init__(self, unit: tuple[int, int], arrived: int) -> None:
        self._multiply, self._divide = unit
        self._arrived = arrived
        self._parsed = Parsed(ReadingBatch.empty())
        self._builder = BatchBuilder()
        self._known: dict[tuple[str, str], int] = {}

    def take(self, first: int, lines: list[str]) -> None:
        """Some lines, numbered from `first`."""
        if len(lines) > FEW:
            self._take_many(first, lines)
            return
        for number, readings in self._one_by_one(enumerate(lines, first)):
            self._builder.add_all(readings)
            self._parsed.origins.add(len(readings), partial(_line_at, [number] * len(readings)))

    def _take_many(self, first: int, lines: list[str]) -> None:
        numbers = np.arange(first, first + len(lines))
        text = "\n".join(lines)
        # A comment may look like a line.
        if _are_plain(text) and "#" not in text and (columns := self._together(numbers, lines)):
            self._add([columns])
            return
        plain: list[_Line] = []
        others: list[_Line] = []
        for number, line in enumerate(lines, first):
            if line and line[0] != "#":
                (plain if _are_plain(line) else others).append((number, line))
        parts, bad = self._in_parts(plain)
        rest = sorted(others + bad)
        if rest and (columns := _in_columns(self._one_by_one(rest))):
            parts.append(columns)
        self._add(parts)

    def _in_parts(self, lines: list[_Line]) -> tuple[list["_Columns"], list[_Line]]:
        """Plain lines by columns, and those that need to be read by themselves."""
        if not lines:
            return [], []
        numbers, texts = zip(*lines, strict=True)
        columns = self._together(np.asarray(numbers), texts)
        if columns is not None:
            return [columns], []
        if len(lines) <= _PART:
            return [], lines
        step = len(lines) // 4
        parts = [self._in_parts(lines[at : at + step]) for at in range(0, len(lines), step)]
        return [one for some, _ in parts for one in some], [one for _, bad in parts for one in bad]

    def finish(self) -> Parsed:
        self._parsed.batch = self._builder.build()
        return self._parsed

    def _add(self, parts: list[_Columns]) -> None:
        if not parts:
            return
        lines, *columns = (np.concatenate(part) for part in zip(*parts, strict=True))
        if len(parts) > 1:
            # Of equal times of a series the one that came last stands.
            order = np.argsort(lines, kind="stable")
            lines, *columns = (column[order] for column in (lines, *columns))
        index, times, values, text = columns
        has_texts = text.max(initial=NUMBER) >= 0
        self._builder.extend(index, times, values, text if has_texts else None)
        self._parsed.origins.add(len(lines), partial(_line_at, lines.astype(np.int32)))

    def _together(self, numbers: NDArray[np.int64], lines: Sequence[str]) -> _Columns | None:
        """Lines without quotes and backslashes; None when one needs to be read by itself."""
        found = read_lines(lines)
        times = self._times(found) if found else None
        if found is None or times is None:
            return None
        try:
            places = self._places(found)
        except ValueError:
            return None
        texts = np.full(len(places), NUMBER, np.int32)
        return _Columns(numbers[found.line], places, times[found.line], found.values, texts)

    def _times(self, lines: Lines) -> Times | None:
        if lines.stamps is None:
            return np.full(len(lines.head), self._arrived, np.int64)
        if self._multiply == 0:
            return guessed(lines.stamps)
        return scaled(lines.stamps, self._multiply, self._divide)

    def _places(self, lines: Lines) -> NDArray[np.int32]:
        """The places of the fields' series. Raises ValueError."""
        codes = lines.head[lines.line] * len(lines.names) + lines.name
        distinct, which = _numbered(codes, len(lines.heads) * len(lines.names))
        pairs = (divmod(code, len(lines.names)) for code in distinct.tolist())
        found = (self._place(lines.heads[head], lines.names[name]) for head, name in pairs)
        return np.fromiter(found, np.int32, len(distinct))[which]

    def _place(self, head: str, name: str) -> int:
        """The place of the series of a head and a field. Raises ValueError."""
        place = self._known.get((head, name))
        if place is None:
            key = syntax.series_of(head, name)
            unit = syntax.unit_of(key, name)
            place = self._builder.place_noted(key, Note(unit)) if unit else self._builder.place(key)
            self._known[head, name] = place
        return place

    def _one_by_one(self, lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, list[Placed]]]:
        """The numbers and readings of lines of any kind, each refused by itself."""
        for number, line in lines:
            try:
                yield number, self._readings(line.strip(" \t\r"))
            except ValueError as error:
                self._parsed.reject(f"line {number}", str(error))

    def _readings(self, line: str) -> list[Placed]:
        """All readings of a line. Raises ValueError with the reason when one is refused."""
        if not line or line[0] == "#":
            return []
        match = syntax.LINE.fullmatch(line)
        if not match:
            raise ValueError(syntax.why_not(line))
        head, fields, stamp = match.groups()
        syntax.parse_head(head)
        time = self._time(stamp)
        readings: list[Placed] = []
        passed = 0
        for name, value in syntax.FIELD.findall(fields):
            place = self._place(head, name)
            try:
                if not value.startswith('"'):
                    readings.append((place, time, syntax.parse_value(value), NUMBER))
                elif text := state_of(value):
                    readings.append((place, time, 0.0, self._builder.text(text)))
                else:
                    passed += 1
            except ValueError as error:
                raise ValueError(f"field {shown(name)}: {error}") from None
        self._parsed.texts += passed
        return readings

    def _time(self, stamp: str | None) -> int:
        if stamp is None:
            return self._arrived
        if not _STAMP.fullmatch(stamp):
            raise ValueError(f"the time {shown(stamp)} is not an integer of 64 bits")
        if self._multiply == 0:
            return int(guessed(np.asarray([int(stamp)]))[0])
        return check_time(int(stamp) * self._multiply // self._divide)


def state_of(quoted: str) -> str:
    """The text of a field in quotes; none where it is a message rather than a state: empty,
    longer than a state's text, or of several lines."""
    text = _UNQUOTED.sub(r"\1", quoted[1:-1])
    return text if len(text) <= TEXT_LENGTH and text.isprintable() else ""


def _line_at(lines: Sequence[int] | NDArray[np.int32], reading: int) -> str:
    return f"line {lines[reading]}"


def _are_plain(text: str) -> bool:
    return '"' not in text and "\\" not in text


def _numbered(codes: NDArray[np.int64], end: int) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """The distinct of codes in [0, end), and the number of each among them."""
    if end > _SPARSE * len(codes):
        return np.unique(codes, return_inverse=True)
    used = np.zeros(end, np.bool_)
    used[codes] = True
    return np.flatnonzero(used), (np.cumsum(used) - 1)[codes]


def _in_columns(found: Iterable[tuple[int, list[Placed]]]) -> _Columns:
    rows = [(number, *reading) for number, readings in found for reading in readings]
    lines, places, times, values, texts = zip(*rows, strict=True) if rows else ((),) * 5
    return _Columns(
        np.asarray(lines, np.int64),
        np.asarray(places, np.int32),
        np.asarray(times, np.int64),
        np.asarray(values, np.float64),
        np.asarray(texts, np.int32),
    )
