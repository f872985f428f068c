"""Parquet in the wide or the long shape, as `/api/export?format=parquet` writes it.

A time is a timestamp of any unit and zone, a date, a number of a unit (ms) or a text; a value
is a number, a boolean or the text of a state. A null is no reading. Rows are taken many at a time,
and where that fails fewer and fewer, until only those around a bad one are read by themselves.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from ...errors import BadRequest
from ..format import Chunk, Format, Options, formats
from ..frames import long_columns, read_rows, wide_columns
from ..layout import Layout
from ..source import Source
from ..stamps import is_time, micros_of_column
from ..texts import holds_texts

# Readings that are read at a time, and columns: all of a row group is decoded for them.
_READINGS = 500_000
_COLUMNS = 8
# Rows that are read one by one when one of them is bad, and the parts of more.
_FEW = 256
_PARTS = 8


@formats.register("parquet")
class Parquet(Format):
    """Columns of readings, as Parquet."""

    suffixes = (".parquet", ".pq")

    def read(self, source: Source, options: Options) -> Iterator[Chunk]:
        with source.file() as path:
            try:
                yield from _File(path, options).read(source)
            except pl.exceptions.PolarsError as error:
                reason = str(error).strip().splitlines()[0]
                raise BadRequest(f"The file cannot be read as Parquet: {reason}.") from None


class _File:
    """An open file. Some of its columns are read at a time, and of those some rows."""

    def __init__(self, path: Path, options: Options) -> None:
        self._frame = pl.scan_parquet(path, glob=False)
        self._options = options
        schema = self._frame.collect_schema()
        self._kinds = schema.dtypes()
        self._layout = Layout.of(schema.names(), options.time, options.shape)
        if not is_time(self._kinds[self._layout.time]):
            raise BadRequest(f"A column of {self._kinds[self._layout.time]} holds no times.")

    def read(self, source: Source) -> Iterator[Chunk]:
        refused = self._refuse_columns()
        if not self._options.mark:
            yield refused
        mark = 0
        count = int(self._frame.select(pl.len()).collect().item())
        columns = self._layout.values
        groups = [columns[start : start + _COLUMNS] for start in range(0, len(columns), _COLUMNS)]
        for number, group in enumerate(groups):
            layout = self._layout.only(group)
            step = _READINGS // len(group)
            for start in range(0, count, step):
                mark += 1
                if mark <= self._options.mark:
                    continue
                frame = self._frame.select(layout.names).slice(start, step)
                yield from _read(frame.collect(engine="streaming"), start, layout, self._options)
                source.reached((number + min(1.0, (start + step) / count)) / len(groups))
                yield Chunk(mark=mark)

    def _refuse_columns(self) -> Chunk:
        layout, chunk = self._layout, Chunk()
        for column in layout.values:
            kind = self._kinds[column]
            if not (kind.is_numeric() or kind == pl.Boolean or holds_texts(kind)):
                layout.refuse(column, f"a column of {kind} holds neither numbers nor texts")
        filled = [pl.col(layout.names[column]).count() for column in layout.refused]
        counts: Sequence[int] = self._frame.select(filled).collect().row(0) if filled else ()
        for (column, reason), count in zip(layout.refused.items(), counts, strict=True):
            chunk.reject(f"column {layout.names[column]}", reason, count)
        return chunk


def _read(frame: pl.DataFrame, start: int, layout: Layout, options: Options) -> Iterator[Chunk]:
    times = micros_of_column(frame.to_series(layout.time), options)
    columns = long_columns if layout.is_long else wide_columns
    chunk = None if times is None else columns(frame, layout, times)
    if chunk is not None:
        yield chunk
    elif len(frame) <= _FEW:
        yield read_rows(frame, start + 1, layout, options)
    else:
        step = -(-len(frame) // _PARTS)
        for first in range(0, len(frame), step):
            yield from _read(frame.slice(first, step), start + first, layout, options)
