"""Where readings of what is sent go: series looked up by what stands for them on the wire."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from ..batch import NO_NOTE, BatchBuilder, Note, Times, Values
from ..series_key import SeriesKey
from ..timerange import EARLIEST, LATEST
from .protocol import Parsed

H = TypeVar("H", bound=Hashable)
T = TypeVar("T")
REFUSED = -1
NOT_FINITE = "the value is not finite"
NO_TIME = "the time is outside the years 1 to 9999"


class Named(NamedTuple):
    """A series, and what its sender says of it."""

    key: SeriesKey
    note: Note = NO_NOTE


class Recent(Generic[T]):
    """What was found for bytes that came, to be at hand when they come again; all of it is
    forgotten when there is too much of it. Safe across threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[bytes, T] = {}
        self.get = self._found.get

    def put(self, what: bytes, found: T) -> None:
        if len(self._found) >= self._most:
            self._found.clear()
        self._found[what] = found


class Places(Generic[H]):
    """The places of series in a builder: each is looked up once for what stands for it; one that
    is refused has its reason entered for all that it concerns."""

    def __init__(self, builder: BatchBuilder, parsed: Parsed) -> None:
        self._builder, self._parsed = builder, parsed
        self._places: dict[H, int] = {}
        self._reasons: dict[H, tuple[str, str]] = {}

    def place(
        self, what: H, at: str, count: int, name: Callable[..., Named], *arguments: Any
    ) -> int:
        """The place of the series of `what`, which `name(*arguments)` gives; `REFUSED` where that
        raises ValueError, with the reason entered for `count` readings."""
        place = self._place(what, at, name, arguments)
        if place == REFUSED:
            self._parsed.reject(*self._reasons[what], count)
        return place

    def whole(self, parts: Iterable[H], at: str, name: Callable[[H], Named]) -> list[int]:
        """The places of the series of all parts of one point, each named by `name(part)`; none
        where that raises ValueError for one, with its reason entered for the point."""
        places = []
        for part in parts:
            place = self._place(part, at, name, (part,))
            if place == REFUSED:
                self._parsed.reject(*self._reasons[part])
                return []
            places.append(place)
        return places

    def _place(self, what: H, at: str, name: Callable[..., Named], arguments: Any) -> int:
        place = self._places.get(what)
        if place is None:
            place = self._places[what] = self._new(what, at, name, arguments)
        return place

    def _new(self, what: H, at: str, name: Callable[..., Named], arguments: Any) -> int:
        try:
            return self._builder.place_noted(*name(*arguments))
        except ValueError as error:
            self._reasons[what] = at, str(error)
            return REFUSED


def extend_finite(
    builder: BatchBuilder, parsed: Parsed, at: str, index: Any, times: Times, values: Values
) -> None:
    """Take readings by columns; those that are not finite, or at no time, are refused."""
    index = np.asarray(index, np.int32)
    for reason in (NOT_FINITE, NO_TIME):
        is_good = (times >= EARLIEST) & (times <= LATEST)
        kept = np.isfinite(values) if reason == NOT_FINITE else is_good
        if not kept.all():
            parsed.reject(at, reason, int((~kept).sum()))
            index, times, values = index[kept], times[kept], values[kept]
    if len(times):
        builder.extend(index, times, values)
