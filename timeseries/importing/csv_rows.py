"""Lines of CSV one by one, each bad cell refused by itself."""

from .dialect import cells_of
from .format import Chunk, Gathering, Options
from .layout import Layout
from .source import Slice
from .times import micros_of_stamp


def read_rows(part: Slice, layout: Layout, options: Options) -> Chunk:
    """The readings of whole lines, and what is refused of them."""
    gathering, separator = Gathering(layout.numeric), options.written.separator
    refused = 0
    for line, content in enumerate(part.content.split(b"\n"), part.line):
        try:
            cells = cells_of(content, separator)
            if any(map(str.strip, cells)):
                _take(line, cells, gathering, layout, options)
                refused += sum(1 for column in layout.refused if cells[column].strip())
        except ValueError as error:
            gathering.reject(f"line {line}", str(error))
    chunk = gathering.finish()
    # Their reasons stand in the first line; here they are only counted.
    chunk.rejected_count += refused
    return chunk


def _take(
    line: int, cells: list[str], gathering: Gathering, layout: Layout, options: Options
) -> None:
    """The readings of a line. Raises ValueError when it has too many cells, or too few."""
    wanted = len(layout.names)
    if len(cells) != wanted:
        raise ValueError(f"the row has {len(cells)} cells, and the first line {wanted}")
    columns = [column for column in layout.values if cells[column].strip()]
    try:
        time = micros_of_stamp(cells[layout.time], options)
    except ValueError as error:
        gathering.reject(layout.at(line, layout.time), str(error), max(len(columns), 1))
        return
    for column in columns:
        at = layout.at(line, column)
        try:
            key = layout.key(column, cells)
        except ValueError as error:
            gathering.reject(at, str(error))
            continue
        gathering.take(at, key, time, cells[column], options.written.number)
