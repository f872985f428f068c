"""Many lines of CSV at once, when all of them are right."""

from itertools import product

import polars as pl

from .dialect import COMMA, POINT
from .format import Chunk, Options
from .frames import long_columns, wide_columns
from .layout import Layout
from .stamps import micros_of_column


def read_columns(content: bytes, layout: Layout, options: Options) -> Chunk | None:
    """The readings of whole lines; None when one of them is refused, or needs to be read by
    itself. Nulls are cells without anything in them."""
    frame = _frame(content, layout, options)
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


def _frame(content: bytes, layout: Layout, options: Options) -> pl.DataFrame | None:
    first = content.split(b"\n", 1)[0]
    dialect = options.written
    whole = not options.pattern and _is_whole(first, layout.time, dialect.separator.encode())
    # With commas in them they are texts first; and where some are no numbers.
    values = (pl.Float64, pl.String) if dialect.decimal == POINT else (pl.String,)
    for value, kind in product(values, (pl.Int64, pl.String) if whole else (pl.String,)):
        columns = range(len(layout.names))
        schema = {str(column): _kind(column, kind, value, layout) for column in columns}
        try:
            frame = pl.read_csv(
                content,
                has_header=False,
                schema=schema,
                raise_if_empty=False,
                separator=dialect.separator,
            )
        except pl.exceptions.PolarsError:
            continue
        if not _is_square(frame, content, dialect.separator.encode()):
            return None
        return frame if dialect.decimal == POINT else _with_numbers(frame, layout)
    return None


def _with_numbers(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame | None:
    """The same with numbers in place of texts with decimal commas; None when one is no number,
    or has a point, which may stand between thousands."""
    texts = frame.select(pl.col(str(column)) for column in layout.values)
    has_point = texts.select(pl.all().str.contains(POINT, literal=True).any())
    if any(has_point.row(0)):
        return None
    numbers = pl.col(texts.columns).str.replace(COMMA, POINT, literal=True).cast(pl.Float64)
    try:
        return frame.with_columns(numbers)
    except pl.exceptions.PolarsError:
        return None


def _is_whole(line: bytes, column: int, separator: bytes) -> bool:
    """Whether the cell of a line is an integer, quoted or not."""
    cells = line.split(separator, column + 1)
    return column < len(cells) and cells[column].strip(b'" \r').lstrip(b"-").isdigit()


def _kind(
    column: int, time: type[pl.DataType], value: type[pl.DataType], layout: Layout
) -> type[pl.DataType]:
    if column == layout.time:
        return time
    return value if column in layout.values else pl.String


def _is_square(frame: pl.DataFrame, content: bytes, separator: bytes) -> bool:
    """Whether all lines have all their cells: what a line lacks at its end is read as null."""
    if not frame.to_series(-1).null_count():
        return True
    if b'"' in content:
        return False
    return content.count(separator) == len(frame) * (frame.width - 1)
