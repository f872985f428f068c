"""CSV as `POST /api/readings` takes it and `/api/export` writes it, or in the long shape:

    time,room_temperature,"room_temperature{room=""lab"",floor=""2""}"
    2023-11-14T22:13:20Z,21.4,19.8

    time,series,value
    1700000000000,room_temperature,21.4

Cells may be separated by semicolons, tabs or bars too, and decimals have a comma. A row is one
line. Lines are read many at a time; where that fails they are halved, again and
again, until only those around a bad one are read by themselves.
"""

from collections.abc import Iterator
from dataclasses import replace

from ...errors import BadRequest
from ..csv_columns import read_columns
from ..csv_rows import read_rows
from ..dialect import cells_of, dialect_of
from ..format import Chunk, Format, Options, formats
from ..layout import Layout
from ..source import Slice, Source

# Bytes of lines that are read one by one when one of them is bad, and the parts of more.
_FEW = 16_384
_PARTS = 8


@formats.register("csv")
class Csv(Format):
    """Columns of readings, as CSV."""

    suffixes = (".csv",)

    def read(self, source: Source, options: Options) -> Iterator[Chunk]:
        layout = None
        for part in source.slices():
            if options.dialect is None:
                options = replace(options, dialect=dialect_of(part.content, options.time))
            part = Slice(part.line, options.written.utf_8(part.content))
            if layout is None:
                layout, part = _header(part, options)
                if not options.mark:
                    yield _refusals(layout, part.line - 1)
            if part.after > options.mark:
                yield from _read(part, layout, options)
                yield Chunk(mark=part.after)
        if layout is None:
            raise BadRequest(f"The file is empty: it takes a first line with {options.time} in it.")


def _header(part: Slice, options: Options) -> tuple[Layout, Slice]:
    """The layout that the first line with something in it says, and the lines after it."""
    line, start = part.line, 0
    while True:
        end = part.content.find(b"\n", start) + 1 or len(part.content)
        try:
            names = cells_of(part.content[start:end].removesuffix(b"\n"), options.written.separator)
        except ValueError as error:
            raise BadRequest(f"Line {line} cannot be read: {error}.") from None
        line, start = line + 1, end
        if any(name.strip() for name in names) or start >= len(part.content):
            return Layout.of(names, options.time, options.shape), Slice(line, part.content[start:])


def _refusals(layout: Layout, line: int) -> Chunk:
    chunk = Chunk()
    for column, reason in layout.refused.items():
        # What it holds is counted where it stands.
        chunk.reject(layout.at(line, column), reason, 0)
    return chunk


def _read(part: Slice, layout: Layout, options: Options) -> Iterator[Chunk]:
    if not part.content:
        return
    chunk = read_columns(part.content, layout, options)
    if chunk is not None:
        yield chunk
        return
    smaller = list(part.cut(_PARTS)) if len(part.content) > _FEW else [part]
    if len(smaller) > 1:
        for one in smaller:
            yield from _read(one, layout, options)
    else:
        yield read_rows(part, layout, options)
