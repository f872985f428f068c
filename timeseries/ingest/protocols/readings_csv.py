"""CSV of `POST /api/readings`: a `time` column, and one column a series.

    time,room_temperature,"room_temperature{room=""lab"",floor=""2""}"
    2023-11-14T22:13:20Z,21.4,19.8
    1700000001000,21.5,

A header is a plain name or a series' key; a time is ISO 8601 or epoch milliseconds; an empty
cell is no reading.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice

import numpy as np

from ...batch import BatchBuilder, ReadingBatch, SeriesKey, Times
from ...errors import BadRequest
from ...timerange import parse_time
from ..numbers import doubles, integers, scaled, to_double
from ..protocol import Body, Parsed, Protocol, protocols

TIME = "time"
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
        table = _Table(line, _header(cells))
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
        for column, name in enumerate(names):
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
        for column, place in self._places.items():
            self._values(column, place, rows, times)
        for column in self._reasons:
            self._refused[column] += sum(1 for _, cells in rows if cells[column].strip())

    def finish(self) -> Parsed:
        for column, reason in self._reasons.items():
            at = self._at(self._line, column)
            self._parsed.reject(at, reason, max(self._refused[column], 1))
        self._parsed.batch = self._builder.build()
        return self._parsed

    def _at(self, line: int, column: int) -> str:
        name = self._names[column]
        return f"line {line}, column {name if len(name) <= 80 else name[:79] + '…'}"

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

    def _values(self, column: int, place: int, rows: list[Row], times: Times) -> None:
        texts = [cells[column] for _, cells in rows]
        if "" in texts:
            filled = [number for number, text in enumerate(texts) if text]
            rows, texts = [rows[number] for number in filled], [texts[number] for number in filled]
            times = times[filled]
        values = doubles(texts)
        if values is None:
            kept, numbers = self._one_by_one(column, rows, texts)
            times, values = times[kept], np.asarray(numbers, np.float64)
        self._builder.extend(np.full(len(times), place, np.int32), times, values)

    def _one_by_one(
        self, column: int, rows: list[Row], texts: list[str]
    ) -> tuple[list[int], list[float]]:
        """The places in the chunk of the cells that are numbers, and those."""
        kept, numbers = [], []
        for number, text in enumerate(map(str.strip, texts)):
            try:
                if text:
                    numbers.append(to_double(text))
                    kept.append(number)
            except ValueError as error:
                self._parsed.reject(self._at(rows[number][0], column), str(error))
        return kept, numbers
