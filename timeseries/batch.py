"""`ReadingBatch`: the columns that pass between all stages, from the wire to the store."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .series_key import SeriesKey, check_state

_EARLIEST = np.iinfo(np.int64).min

Times = NDArray[np.int64]
Values = NDArray[np.float64]


class Note(NamedTuple):
    """What a sender says of a series: given to it when it is new."""

    unit: str = ""
    semantics: str = ""
    description: str = ""


NO_NOTE = Note()


@dataclass(slots=True)
class ReadingBatch:
    """Readings in the order in which they came, as columns.

    `keys` are the distinct series; reading i belongs to `keys[index[i]]`, at `times[i]`
    (µs since 1970 UTC) with `values[i]` (finite). The same series and time may come
    twice: the last one stands. `units` holds what the sender said of a series' unit, also of
    one that is there already; `notes` what new ones are given, in the order of `keys`, or
    nothing at all.

    Where readings are texts, reading i is `texts[text[i]]`, or the number in `values` where
    `text[i]` is -1; `text` is None where all are numbers.
    """

    keys: list[SeriesKey]
    index: NDArray[np.int32]
    times: Times
    values: Values
    units: dict[SeriesKey, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    text: NDArray[np.int32] | None = None

    def __len__(self) -> int:
        return len(self.times)

    @classmethod
    def empty(cls) -> "ReadingBatch":
        return cls([], np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.float64))

    def since(self, limits: Mapping[SeriesKey, int]) -> "ReadingBatch":
        """Without the readings of some series before a time (µs)."""
        return self.where(~self.before(limits)) if limits else self

    def before(self, limits: Mapping[SeriesKey, int]) -> NDArray[np.bool_]:
        """Which readings of some series are before a time (µs)."""
        first = np.array([limits.get(key, _EARLIEST) for key in self.keys], np.int64)
        is_before: NDArray[np.bool_] = self.times < first[self.index]
        return is_before

    def where(self, kept: NDArray[np.bool_]) -> "ReadingBatch":
        """The readings that are to be kept alone."""
        text = None if self.text is None else self.text[kept]
        columns = self.index[kept], self.times[kept], self.values[kept]
        return ReadingBatch(self.keys, *columns, self.units, self.notes, self.texts, text)

    def states(self) -> tuple[list[tuple[SeriesKey, str]], NDArray[np.intp]]:
        """The distinct texts of each series, and the number of each text reading among them, in
        the order of those readings."""
        if self.text is None:
            return [], np.empty(0, np.intp)
        which = self.text >= 0
        pairs = self.index[which].astype(np.int64) * len(self.texts) + self.text[which]
        distinct, number = np.unique(pairs, return_inverse=True)
        places = (divmod(pair, len(self.texts)) for pair in distinct.tolist())
        return [(self.keys[place], self.texts[text]) for place, text in places], number

    def without_texts(self, refused: Collection[tuple[SeriesKey, str]]) -> "ReadingBatch":
        """Without the readings of these texts of series."""
        return self.where(~self.having(refused)) if refused else self

    def having(self, wanted: Collection[tuple[SeriesKey, str]]) -> NDArray[np.bool_]:
        """Which readings are these texts of series."""
        found = np.zeros(len(self), np.bool_)
        if self.text is not None and wanted:
            states, number = self.states()
            found[self.text >= 0] = np.array([state in wanted for state in states])[number]
        return found

    def numbers(self) -> "ReadingBatch":
        """Without texts."""
        return self if self.text is None else self.where(self.text < 0)

    def coded(self, codes: NDArray[np.float64]) -> "ReadingBatch":
        """With numbers alone: of each text reading its code, in their order."""
        if self.text is None:
            return self
        values = self.values.copy()
        values[self.text >= 0] = codes
        return ReadingBatch(self.keys, self.index, self.times, values, self.units, self.notes)

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
            _joined_notes(batches, places, len(position)),
            *_joined_texts(batches),
        )


def _joined_notes(batches: list[ReadingBatch], places: list[int], count: int) -> list[Note]:
    if not any(batch.notes for batch in batches):
        return []
    notes = [NO_NOTE] * count
    given = chain.from_iterable(batch.notes or [NO_NOTE] * len(batch.keys) for batch in batches)
    for place, note in zip(places, given, strict=True):
        notes[place] = note if note is not NO_NOTE else notes[place]
    return notes


def _joined_texts(batches: list[ReadingBatch]) -> tuple[list[str], NDArray[np.int32] | None]:
    if all(batch.text is None for batch in batches):
        return [], None
    texts: list[str] = []
    columns = []
    for batch in batches:
        numbers = np.full(len(batch), -1, np.int32) if batch.text is None else batch.text
        columns.append(np.where(numbers < 0, numbers, numbers + np.int32(len(texts))))
        texts += batch.texts
    return texts, np.concatenate(columns)


# A reading in a `BatchBuilder`: its series' place, its time (µs), its value, and the number
# that `text` gave its text, -1 for a number.
Placed = tuple[int, int, float, int]
NUMBER = -1
_Columns = tuple[NDArray[np.int32], Times, Values, NDArray[np.int32] | None]


class BatchBuilder:
    """Gathers readings one by one or by columns into a `ReadingBatch`."""

    def __init__(self) -> None:
        self._places: dict[SeriesKey, int] = {}
        self._units: dict[SeriesKey, str] = {}
        self._notes: dict[int, Note] = {}
        self._texts: dict[str, int] = {}
        self._rows: list[Placed] = []
        self._columns: list[_Columns] = []

    def place(self, key: SeriesKey) -> int:
        """The series' number in `add_all` and `extend`. One without readings is left out of the
        batch."""
        return self._places.setdefault(key, len(self._places))

    def add(self, key: SeriesKey, time: int, value: float) -> None:
        """One reading: µs and a finite value."""
        self._rows.append((self.place(key), time, value, NUMBER))

    def add_text(self, key: SeriesKey, time: int, text: str) -> None:
        """One reading: µs and the text of a state. Raises ValueError with the reason."""
        number = self.text(text)
        self._rows.append((self.place(key), time, 0.0, number))

    def text(self, text: str) -> int:
        """The number of a text in `add_all` and `extend`. Raises ValueError with the reason."""
        number = self._texts.get(text)
        if number is None:
            number = self._texts[check_state(text)] = len(self._texts)
        return number

    def add_all(self, readings: Iterable[Placed]) -> None:
        """Readings of series that have their places."""
        self._rows.extend(readings)

    def extend(
        self,
        index: NDArray[np.int32],
        times: Times,
        values: Values,
        text: NDArray[np.int32] | None = None,
    ) -> None:
        """Readings by columns, `index` holding their series' places, and `text` the numbers of
        their texts where some are texts."""
        self._gather()
        self._columns.append((index, times, values, text))

    def set_unit(self, key: SeriesKey, unit: str) -> None:
        """What the sender says of the unit of a series."""
        self._units[key] = unit

    def place_noted(self, key: SeriesKey, note: Note) -> int:
        """The place of a series, which is given this when it is new."""
        place = self.place(key)
        self._notes[place] = note
        return place

    def place_each_noted(self, series: Iterable[tuple[SeriesKey, Note]]) -> list[int]:
        """The same of many."""
        places, notes = self._places, self._notes
        found = []
        for key, note in series:
            place = places.setdefault(key, len(places))
            notes[place] = note
            found.append(place)
        return found

    def build(self) -> ReadingBatch:
        """All readings so far, in the order in which they came."""
        self._gather()
        if not self._columns:
            return ReadingBatch.empty()
        index, times, values, text = self._columns[0]
        if len(self._columns) > 1:
            parts = [column[:3] for column in self._columns]
            index, times, values = (np.concatenate(c) for c in zip(*parts, strict=True))
            text = self._text_column()
        places = range(len(self._places))
        notes = [self._notes.get(place, NO_NOTE) for place in places] if self._notes else []
        keys, index, notes = _with_readings(list(self._places), index, notes)
        units = {key: self._units[key] for key in keys if key in self._units} if self._units else {}
        return ReadingBatch(keys, index, times, values, units, notes, list(self._texts), text)

    def _text_column(self) -> NDArray[np.int32] | None:
        if all(text is None for *_, text in self._columns):
            return None
        return np.concatenate(
            [
                np.full(len(times), NUMBER, np.int32) if text is None else text
                for _, times, _, text in self._columns
            ]
        )

    def _gather(self) -> None:
        """What came one by one since the last call, as columns."""
        if self._rows:
            index, times, values, text = zip(*self._rows, strict=True)
            columns = np.array(index, np.int32), np.array(times, np.int64), np.array(values, float)
            has_texts = bool(self._texts) and max(text) >= 0
            self._columns.append((*columns, np.array(text, np.int32) if has_texts else None))
            self._rows = []


def _with_readings(
    keys: list[SeriesKey], index: NDArray[np.int32], notes: list[Note]
) -> tuple[list[SeriesKey], NDArray[np.int32], list[Note]]:
    """The series that readings belong to, their places among these, and their notes."""
    if len(keys) == 1 and len(index):
        return keys, index, notes
    used = np.bincount(index, minlength=len(keys)) > 0
    if used.all():
        return keys, index, notes
    places = (np.cumsum(used) - 1).astype(np.int32)[index]
    return list(compress(keys, used)), places, list(compress(notes, used))
