"""CSV of `POST /api/readings`: a `time` column, and one column a series.

    time,room_temperature,"room_temperature{room=""lab"",floor=""2""}"
    2023-11-14T22:13:20Z,21.4,19.8
    1700000001000,21.5,

Or, where there are just these three columns in any order, a row for each reading:

    time,series,value
    2023-11-14T22:13:20Z,room_temperature,21.4

A header is a plain name or a series' key; a time is ISO 8601 or epoch milliseconds; an empty
cell is no reading, one that is no number is the text of a state.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ...batch import NUMBER, BatchBuilder, ReadingBatch, Times
from ...errors import BadRequest
from ...series_key import SeriesKey
from ...timerange import parse_time
from ..numbers import TRUTHS, cell_number, doubles, integers, is_number, may_be_state, scaled
from ..protocol import Body, Parsed, Protocol, protocols

TIME, SERIES, VALUE = "time", "series", "value"
LONG = sorted((TIME, SERIES, VALUE))
COLUMNS = 10_000
# Cells that are turned into columns at a time, which bounds the memory that they take.
_CELLS = 262_144

# A row's first line in the body, and its cells.
Row = tuple[int, list[str]]


@protocols.register("readings_csv")
class ReadingsCsv(Protocol):
    """Columns of readings, as CSV."""

    def parse(self, body: Body) -> Parsed:
        rows = _rows(body.text)
        line, cells = next(rows, (1, []))
        names = _header(cells)
        table = _Long(line, names) if sorted(names) == LONG else _Table(line, names)
        at_a_time = max(_CELLS // len(cells), 64)
        while chunk := list(islice(rows, at_a_time)):
            table.take(chunk)
        return table.finish()


def _rows(text: str) -> Iterator[Row]:
    """Each row that has something in it."""
    lines = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")
    reader = csv.reader(lines, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadRequest(f"The CSV cannot be read at line {line}: {error}.") from None
        if cells is None:
            return
        if any(cell and not cell.isspace() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if len(names) > COLUMNS:
        raise BadRequest(f"The CSV takes at most {COLUMNS:,} columns; send it in parts.")
    if names.count(TIME) != 1:
        raise BadRequest("The first line of the CSV takes one column called time.")
    if "" in names:
        raise BadRequest(f"Column {names.index('') + 1} of the CSV has no name in the first line.")
    return names


class _Table:
    """The columns of one body on their way into a batch."""

    def __init__(self, line: int, names: list[str]) -> None:
        self._parsed = Parsed(ReadingBatch.empty())
        self._builder = BatchBuilder()
        self._line = line
        self._names = names
        self._time = names.index(TIME)
        self._places: dict[int, int] = {}
        # Of the columns whose names are refused: the reason, and how many cells that concerns.
        self._reasons: dict[int, str] = {}
        self._refused: dict[int, int] = {}
        self._name_columns()

    def _name_columns(self) -> None:
        for column, name in enumerate(self._names):
            if column != self._time:
                self._add(column, name)

    def _add(self, column: int, name: str) -> None:
        try:
            place = self._builder.place(SeriesKey.parse(name))
        except ValueError as error:
            self._reasons[column] = str(error)
            self._refused[column] = 0
            return
        if place != len(self._places):
            raise BadRequest(f"Column {column + 1} of the CSV is the series of one before it.")
        self._places[column] = place

    def take(self, rows: list[Row]) -> None:
        """Some rows, each bad cell refused by itself."""
        rows = [row for row in rows if self._fits(row)]
        stamps = integers([cells[self._time] for _, cells in rows])
        times = None if stamps is None else scaled(stamps, 1000, 1)
        if times is None:
            rows, times = self._times(rows)
        lines = np.array([line for line, _ in rows], np.int32)
        self._readings(rows, lines, times)
        for column in self._reasons:
            self._refused[column] += sum(1 for _, cells in rows if cells[column].strip())

    def _readings(self, rows: list[Row], lines: NDArray[np.int32], times: Times) -> None:
        for column, place in self._places.items():
            self._values(column, np.full(len(rows), place, np.int32), rows, lines, times)

    def finish(self) -> Parsed:
        for column, reason in self._reasons.items():
            at = self._at(self._line, column)
            self._parsed.reject(at, reason, max(self._refused[column], 1))
        self._parsed.batch = self._builder.build()
        return self._parsed

    def _at(self, line: int, column: int) -> str:
        return _cell_at(self._names[column], line)

    def _fits(self, row: Row) -> bool:
        line, cells = row
        if len(cells) == len(self._names):
            return True
        reason = f"the row has {len(cells)} cells, and the first line {len(self._names)}"
        self._parsed.reject(f"line {line}", reason)
        return False

    def _times(self, rows: list[Row]) -> tuple[list[Row], Times]:
        """The rows whose times can be read, and those."""
        kept, times = [], []
        for line, cells in rows:
            try:
                times.append(parse_time(cells[self._time]))
                kept.append((line, cells))
            except ValueError as error:
                readings = sum(1 for column in self._places if cells[column].strip())
                self._parsed.reject(self._at(line, self._time), str(error), max(readings, 1))
        return kept, np.asarray(times, np.int64)

    def _values(
        self,
        column: int,
        places: NDArray[np.int32],
        rows: list[Row],
        lines: NDArray[np.int32],
        times: Times,
    ) -> None:
        """The cells of a column, of these series."""
        texts = [cells[column] for _, cells in rows]
        if "" in texts:
            filled = [number for number, text in enumerate(texts) if text]
            texts = [texts[number] for number in filled]
            places, times, lines = places[filled], times[filled], lines[filled]
        values = doubles(texts)
        if values is not None:
            self._builder.extend(places, times, values)
            self._took(column, lines)
            return
        cells = list(map(str.strip, texts))
        # Of a series without a number all cells are states; beside numbers a text is a mistake.
        own = places.tolist()
        numeric = {place for place, cell in zip(own, cells, strict=True) if is_number(cell)}
        taken: list[int] = []
        for number, (place, cell) in enumerate(zip(own, cells, strict=True)):
            try:
                if cell:
                    reading = self._reading(cell, place not in numeric)
                    self._builder.add_all([(place, int(times[number]), *reading)])
                    taken.append(number)
            except ValueError as error:
                self._parsed.reject(self._at(lines[number], column), str(error))
        self._took(column, lines[taken])

    def _took(self, column: int, lines: NDArray[np.int32]) -> None:
        """Readings of a column, one of each of these lines."""
        name = self._names[column]
        self._parsed.origins.add(len(lines), lambda reading: _cell_at(name, lines[reading]))

    def _reading(self, cell: str, is_state: bool) -> tuple[float, int]:
        """A value and the number of a text. Raises ValueError with the reason."""
        if is_state and cell.lower() not in TRUTHS and may_be_state(cell):
            return 0.0, self._builder.text(cell)
        return cell_number(cell), NUMBER


class _Long(_Table):
    """The same of a table with a row for each reading."""

    def _name_columns(self) -> None:
        self._series, self._value = self._names.index(SERIES), self._names.index(VALUE)
        # That of values, which has no series of its own.
        self._places = {self._value: 0}
        self._known: dict[str, int | str] = {}

    def _readings(self, rows: list[Row], lines: NDArray[np.int32], times: Times) -> None:
        kept, places = [], []
        for number, (line, cells) in enumerate(rows):
            if not cells[self._value].strip():
                continue
            found = self._place(cells[self._series])
            if isinstance(found, str):
                self._parsed.reject(self._at(line, self._value), found)
                continue
            kept.append(number)
            places.append(found)
        rows = [rows[number] for number in kept]
        own = np.array(places, np.int32)
        self._values(self._value, own, rows, lines[kept], times[kept])

    def _place(self, name: str) -> int | str:
        """The place of a series, or the reason for which its name is refused."""
        found = self._known.get(name)
        if found is None:
            try:
                found = self._builder.place(SeriesKey.parse(name))
            except ValueError as error:
                found = str(error)
            self._known[name] = found
        return found


def _cell_at(column: str, line: int) -> str:
    return f"line {line}, column {column if len(column) <= 80 else column[:79] + '…'}"
