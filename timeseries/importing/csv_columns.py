"""Many lines of CSV at once, when all of them are right."""

import polars as pl

from .format import Chunk, Options
from .frames import long_columns, wide_columns
from .layout import Layout
from .stamps import micros_of_column


def read_columns(content: bytes, layout: Layout, options: Options) -> Chunk | None:
    """The readings of whole lines; None when one of them is refused, or needs to be read by
    itself. Nulls are cells without anything in them."""
    frame = _frame(content, layout)
    if frame is None:
        return None
    stamps = frame.to_series(layout.time)
    if stamps.null_count():
        # Lines without anything in them; one with a value has no time.
        empty = stamps.is_null()
        if sum(frame.filter(empty).null_count().row(0)) != int(empty.sum()) * frame.width:
            return None
        frame = frame.filter(~empty)
        stamps = frame.to_series(layout.time)
    times = micros_of_column(stamps, options)
    if times is None:
        return None
    columns = long_columns if layout.is_long else wide_columns
    return columns(frame, layout, times)


def _frame(content: bytes, layout: Layout) -> pl.DataFrame | None:
    whole = _is_whole(content.split(b"\n", 1)[0], layout.time)
    for kind in (pl.Int64, pl.String) if whole else (pl.String,):
        schema = {str(column): _kind(column, kind, layout) for column in range(len(layout.names))}
        try:
            frame = pl.read_csv(content, has_header=False, schema=schema, raise_if_empty=False)
        except pl.exceptions.PolarsError:
            continue
        return frame if _is_square(frame, content) else None
    return None


def _is_whole(line: bytes, column: int) -> bool:
    """Whether the cell of a line is an integer, quoted or not."""
    cells = line.split(b",", column + 1)
    return column < len(cells) and cells[column].strip(b'" \r').lstrip(b"-").isdigit()


def _kind(column: int, time: type[pl.DataType], layout: Layout) -> type[pl.DataType]:
    if column == layout.time:
        return time
    return pl.Float64 if column in layout.values else pl.String


def _is_square(frame: pl.DataFrame, content: bytes) -> bool:
    """Whether all lines have all their cells: what a line lacks at its end is read as null."""
    if not frame.to_series(-1).null_count():
        return True
    if b'"' in content:
        return False
    return content.count(b",") == len(frame) * (frame.width - 1)
