"""Lines of CSV one by one, each bad cell refused by itself."""

import csv

from ..ingest.numbers import to_double
from .format import Chunk, Gathering, Options
from .layout import Layout
from .source import Slice
from .times import UNIT_OF_NUMBERS, micros_of_text


def read_rows(part: Slice, layout: Layout, options: Options) -> Chunk:
    """The readings of whole lines, and what is refused of them."""
    gathering = Gathering()
    refused = 0
    for line, content in enumerate(part.content.split(b"\n"), part.line):
        try:
            cells = cells_of(content)
            if any(map(str.strip, cells)):
                _take(line, cells, gathering, layout, options)
                refused += sum(1 for column in layout.refused if cells[column].strip())
        except ValueError as error:
            gathering.reject(f"line {line}", str(error))
    chunk = gathering.finish()
    # Their reasons stand in the first line; here they are only counted.
    chunk.rejected_count += refused
    return chunk


def cells_of(content: bytes) -> list[str]:
    """The cells of a line; none for an empty one. Raises ValueError with the reason."""
    try:
        text = content.decode().removesuffix("\r")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 (byte {error.start + 1}: {error.reason})") from None
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error as error:
        raise ValueError(f"it is not CSV ({error})") from None


def _take(
    line: int, cells: list[str], gathering: Gathering, layout: Layout, options: Options
) -> None:
    """The readings of a line. Raises ValueError when it has too many cells, or too few."""
    wanted = len(layout.names)
    if len(cells) != wanted:
        raise ValueError(f"the row has {len(cells)} cells, and the first line {wanted}")
    columns = [column for column in layout.values if cells[column].strip()]
    try:
        stamp = cells[layout.time]
        time = micros_of_text(stamp, options.precision or UNIT_OF_NUMBERS, options.zone)
    except ValueError as error:
        gathering.reject(layout.at(line, layout.time), str(error), max(len(columns), 1))
        return
    for column in columns:
        try:
            key = layout.key(column, cells)
            gathering.add(key, time, to_double(cells[column].strip()))
        except ValueError as error:
            gathering.reject(layout.at(line, column), str(error))
