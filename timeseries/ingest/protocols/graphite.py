"""Graphite's plaintext: lines of `path value time`, the path maybe with tags as in
`disk.used;host=web1;mount=/`. Times are in seconds; -1 or none is that of arrival."""

from functools import lru_cache

from ...batch import BatchBuilder
from ...series_key import SeriesKey, shown
from ...timerange import from_seconds
from ..numbers import to_double
from ..protocol import Body, Parsed, Protocol, protocols

# Of so many paths the series is at hand.
SERIES = 65_536
SECOND = 1_000_000
# Whole seconds of so many are in the years that there are.
DIGITS = 11


@protocols.register("graphite")
class Graphite(Protocol):
    """The path is the name of the series. NaN is no value, and passed over."""

    def parse(self, body: Body) -> Parsed:
        parsed, builder = Parsed(BatchBuilder().build()), BatchBuilder()
        for number, line in enumerate(body.content.split(b"\n"), body.line):
            if not line.strip():
                continue
            try:
                _take(line.decode(), builder, parsed, body.arrived)
            except UnicodeDecodeError:
                parsed.reject(f"line {number}", "it is not UTF-8")
            except ValueError as error:
                parsed.reject(f"line {number}", str(error))
        parsed.batch = builder.build()
        return parsed


def _take(line: str, builder: BatchBuilder, parsed: Parsed, arrived: int) -> None:
    words = line.split()
    if not 2 <= len(words) <= 3:
        raise ValueError(f"{shown(line.strip())} is not: path value time")
    path, value, *rest = words
    if value.lower() == "nan":
        parsed.empty += 1
        return
    time = arrived
    if rest and rest[0] not in ("-1", "N"):
        time = _time(rest[0])
    builder.add(series_of(path), time, to_double(value))


def _time(text: str) -> int:
    if len(text) <= DIGITS and text.isascii() and text.isdecimal():
        return int(text) * SECOND
    to_double(text)
    return from_seconds(text)


@lru_cache(maxsize=SERIES)
def series_of(path: str) -> SeriesKey:
    """The series of a path. Raises ValueError with the reason it is refused."""
    name, *parts = path.split(";")
    tags: dict[str, str] = {}
    for part in parts:
        tag, equals, value = part.partition("=")
        if not (tag and equals and value):
            raise ValueError(f"{shown(part)} is not a tag such as host=web1")
        tags[tag] = value
    return SeriesKey.of(name, tags)
