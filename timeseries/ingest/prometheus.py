"""What both versions of Prometheus' remote write have alike: samples, histograms, and what
names tell of series (https://prometheus.io/docs/specs/prw/remote_write_spec/)."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ..batch import BatchBuilder, Note, Times, Values
from ..series_key import SeriesKey, shown
from .histograms import WHOLE, Part
from .native_histograms import GAUGE, is_stale, read_histogram, split
from .places import Named, Places, extend_finite
from .protocol import Parsed
from .samples import columns, columns_of_fields

# Of so many series that were sent the key is at hand.
SERIES = 131_072
COUNTER = "counter"
_COUNTERS = ("_total", "_count", "_sum", "_bucket", "_created")
# Base units, as names have them (https://prometheus.io/docs/practices/naming/).
_UNITS = {"seconds": "s", "bytes": "B", "celsius": "°C", "volts": "V", "amperes": "A"}
_UNITS |= {"joules": "J", "meters": "m", "grams": "g", "hertz": "Hz", "watts": "W"}


@lru_cache(maxsize=SERIES)
def series_of(
    labels: tuple[tuple[bytes, bytes], ...], semantics: str = "", part: Part = WHOLE
) -> Named:
    """The series of labels. Raises ValueError with the reason it is refused."""
    tags: dict[str, str] = {}
    for label, value in labels:
        name = _text(label)
        if name in tags:
            raise ValueError(f"the label {shown(name)} stands twice")
        tags[name] = _text(value)
    name = tags.pop("__name__", "")
    if not name:
        raise ValueError("the series has no label __name__")
    suffix, tag, text = part
    name += suffix
    if tag:
        if tag in tags:
            raise ValueError(f"the label {tag} is that of the histogram's bounds")
        tags[tag] = text
    # An empty label is one that is not there.
    key = SeriesKey.of(name, {tag: value for tag, value in tags.items() if value})
    if not semantics and name.endswith(_COUNTERS):
        semantics = COUNTER
    *_, unit = name.removesuffix("_total").rpartition("_")
    return Named(key, Note(_UNITS.get(unit, ""), semantics))


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise ValueError(f"{shown(repr(raw)[2:-1])} is not UTF-8") from None


class Gathered:
    """The samples of a request on their way into a batch."""

    def __init__(self) -> None:
        self.parsed = Parsed(BatchBuilder().build())
        self.builder = BatchBuilder()
        self.places = Places[Any](self.builder, self.parsed)
        self._places: list[int] = []
        self._counts: list[int] = []
        self._samples: list[bytes] = []
        # Of the series taken those whose samples are whole fields, and these.
        self._is_fields: list[bool] = []
        self._fields: list[bytes] = []

    def take(self, place: int, samples: Sequence[bytes]) -> None:
        """The samples of a series that has a place."""
        self._places.append(place)
        self._counts.append(len(samples))
        self._samples.extend(samples)
        self._is_fields.append(False)

    def take_fields(self, series: Sequence[Named], count: int, fields: Sequence[bytes]) -> None:
        """Of each of these series `count` samples, as whole fields one behind another
        (`samples.is_whole`)."""
        self._places += self.builder.place_each_noted(series)
        self._counts += [count] * len(series)
        self._fields += fields
        self._is_fields += [True] * len(series)

    def take_histograms(
        self, of: Any, at: str, name: Callable[[Part, str], Named], histograms: Sequence[bytes]
    ) -> None:
        """Native histograms of a series: their counts, their sums, and their buckets. `name` names
        a part, of a gauge where it is told so."""
        index, times, values = list[int](), list[int](), list[float]()
        for content in histograms:
            one = read_histogram(content)
            if is_stale(one):
                self.parsed.empty += 1
                continue
            semantics = "gauge" if one.reset_hint == GAUGE else ""
            try:
                found = list(split(one))
            except ValueError as error:
                self.parsed.reject(at, str(error))
                continue
            parts = [(of, part, semantics) for part, _ in found]
            places = self.places.whole(parts, at, lambda part: name(*part[1:]))
            if not places:
                continue
            index += places
            times += [one.timestamp] * len(places)
            values += [value for _, value in found]
            self.parsed.histograms += 1
        if index:
            self.parsed.of_histograms += int(np.isfinite(values).sum())
            self._extend(np.array(index), np.array(times, np.int64), np.array(values, np.float64))

    def finish(self) -> Parsed:
        if self._places:
            index = np.repeat(np.array(self._places, np.int32), self._counts)
            is_fields = np.repeat(self._is_fields, self._counts)
            times, values = np.empty(len(index), np.int64), np.empty(len(index), np.float64)
            times[is_fields], values[is_fields] = columns_of_fields(self._fields)
            times[~is_fields], values[~is_fields] = columns(self._samples)
            self._extend(index, times, values)
        self.parsed.batch = self.builder.build()
        return self.parsed

    def _extend(self, index: Any, stamps: Times, values: Values) -> None:
        """Without NaN and infinities, the marker of what is stale among them: they say that
        there is no value."""
        kept = np.isfinite(values)
        if not kept.all():
            self.parsed.empty += int((~kept).sum())
            index, stamps, values = index[kept], stamps[kept], values[kept]
        # Beyond these no time is one of the years 1 to 9999, and none overflows.
        times = np.clip(stamps, -(10**15), 10**15) * 1_000
        extend_finite(self.builder, self.parsed, "timeseries", index, times, values)
