"""The first rows of an uploaded file, what its columns seem to be, and what would be read."""

from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from ..batch import ReadingBatch
from ..errors import BadRequest, LivecurveError
from ..importing.dialect import Dialect, cells_of, dialect_of
from ..importing.format import Chunk, Format, Options, formats
from ..importing.source import opened
from ..importing.times import micros_of_stamp
from ..timerange import to_iso
from .asked import AUTO

ROWS, SHOWN = 12, 12
LONGEST_CELL = 80
COMPRESSIONS = (".gz", ".zst", ".zstd")
TABLES = ("csv", "parquet")
# Those that cannot be mistaken for one another.
_FORMATS = (AUTO, "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M")
_TIMES = ("time", "timestamp", "datetime", "date", "ts", "when", "at", "_time", "zeit", "datum")
_NAMES = ("series", "name", "metric", "sensor", "channel", "variable", "_field")
_VALUES = ("value", "reading", "val", "_value")


def format_of(name: str) -> str:
    """The format of a file by its name. Raises BadRequest."""
    suffixes = [suffix.lower() for suffix in Path(name).suffixes]
    if suffixes and suffixes[-1] in COMPRESSIONS:
        suffixes.pop()
    for form in TABLES:
        if suffixes and suffixes[-1] in formats[form].suffixes:
            return form
    raise BadRequest(f"{name} is neither .csv nor .parquet, as such or with .gz or .zst.")


def first_rows(path: Path, form: str) -> dict[str, Any]:
    """The names and kinds of columns, and some rows as texts. Raises BadRequest."""
    dialect = Dialect()
    if form == "csv":
        names, rows, dialect = _csv_rows(path)
    else:
        names, rows = _parquet_rows(path)
    kinds = [_kind([row[at] for row in rows], dialect) for at in range(len(names))]
    columns = [{"name": n, "kind": k} for n, k in zip(names, kinds, strict=True)]
    shown = [[_short(cell) for cell in row] for row in rows[:ROWS]]
    mapping = _guess(names, kinds, rows)
    if form == "csv":
        mapping["table"] = asdict(dialect)
    return {"columns": columns, "rows": shown, "mapping": mapping}


def _csv_rows(path: Path) -> tuple[list[str], list[list[str]], Dialect]:
    with opened(str(path)) as source:
        # A last line that nothing ends comes by itself.
        content = b"".join(part.content for part in islice(source.slices(), 2))
    if not content:
        raise BadRequest("The file is empty.")
    rows: list[list[str]] = []
    dialect = dialect_of(content)
    for line in content.split(b"\n", 10 * ROWS)[: 10 * ROWS]:
        try:
            cells = cells_of(dialect.utf_8(line), dialect.separator)
        except ValueError as error:
            raise BadRequest(f"Line {len(rows) + 1} cannot be read: {error}.") from None
        if any(cell.strip() for cell in cells):
            rows.append(cells)
        if len(rows) > ROWS:
            break
    if not rows:
        raise BadRequest("There is nothing in the first lines of the file.")
    names = [name.strip() for name in rows[0]]
    if len(names) < 2:
        raise BadRequest(
            "The first line has one column: commas, semicolons, tabs or bars separate columns."
        )
    filled = [(row + [""] * len(names))[: len(names)] for row in rows[1:]]
    return names, filled, dialect


def _parquet_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    # As in exports: it takes longer to load than all else together.
    import polars as pl

    with opened(str(path)) as source, source.file() as plain:
        try:
            frame = pl.scan_parquet(plain, glob=False).head(ROWS).collect()
        except pl.exceptions.PolarsError as error:
            reason = str(error).strip().splitlines()[0]
            raise BadRequest(f"The file cannot be read as Parquet: {reason}.") from None
    texts = [[_text(cell) for cell in column] for column in frame.iter_columns()]
    return frame.columns, [list(row) for row in zip(*texts, strict=True)]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return str(cell.isoformat()) if hasattr(cell, "isoformat") else str(cell)


def _kind(cells: list[str], dialect: Dialect) -> str:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return "empty"
    if all(_is_number(cell, dialect) for cell in filled):
        return "number"
    return "time" if _time_format(filled) else "text"


def _is_number(cell: str, dialect: Dialect) -> bool:
    try:
        dialect.number(cell)
    except ValueError:
        return False
    return True


def _time_format(cells: list[str]) -> str:
    """In the form of `asked.py`; an empty text where some are no times."""
    found = (form for form in _FORMATS if all(_is_time(cell, form) for cell in cells))
    return next(found, "")


def _is_time(cell: str, form: str) -> bool:
    try:
        micros_of_stamp(cell, Options(pattern=None if form == AUTO else form))
    except ValueError:
        return False
    return True


def _guess(names: list[str], kinds: list[str], rows: list[list[str]]) -> dict[str, Any]:
    """What the columns seem to stand for, in the form of `asked.py`."""
    time = _named(names, _TIMES) or next(
        (name for name, kind in zip(names, kinds, strict=True) if kind == "time"), names[0]
    )
    stamps = [cell for row in rows if (cell := row[names.index(time)]).strip()]
    form = _time_format(stamps) or AUTO
    guess: dict[str, Any] = {"time": {"column": time, "format": form, "zone": "UTC"}}
    series, value = _named(names, _NAMES), _named(names, _VALUES)
    if series and value:
        others = [n for n in names if n not in (time, series, value)]
        return {**guess, "long": {"series": series, "value": value, "tags": others, "unit": ""}}
    ticked = [
        {"column": name, "name": name, "tags": {}, "unit": ""}
        for at, (name, kind) in enumerate(zip(names, kinds, strict=True))
        if name and name != time and _is_series(kind, [row[at] for row in rows])
    ]
    return {**guess, "series": ticked}


def _is_series(kind: str, cells: list[str]) -> bool:
    """Whether a column is a series: of texts when they look like states, as remarks are hardly the
    same twice, and places always are."""
    if kind != "text":
        return kind in ("number", "empty")
    filled = [cell for cell in cells if cell.strip()]
    return 1 < len(set(filled)) < len(filled)


def _named(names: list[str], wanted: tuple[str, ...]) -> str:
    lower = {name.lower(): name for name in reversed(names)}
    return next((lower[name] for name in wanted if name in lower), "")


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - 1] + "…"


def would_read(path: Path, form: str, options: Options) -> dict[str, Any]:
    """The first readings of a file that is read with these options, and what is refused of its
    beginning. Raises BadRequest."""
    reader: Format = formats[form]()
    with opened(str(path)) as source:
        readings: list[dict[str, Any]] = []
        refused: list[dict[str, str]] = []
        try:
            for chunk in islice(reader.read(source, options), 4):
                readings += _first(chunk)
                refused += [{"at": one.at, "reason": one.reason} for one in chunk.rejected]
        except LivecurveError:
            if not readings:
                raise
    return {"readings": readings[:SHOWN], "rejected": refused[:SHOWN]}


def _first(chunk: Chunk) -> list[dict[str, Any]]:
    each = max(1, SHOWN // max(1, len(chunk.columns)))
    numbers = [
        {"series": column.key.text, "time": to_iso(time), "value": value}
        for column in chunk.columns[:SHOWN]
        for time, value in zip(
            column.times[:each].tolist(), column.values[:each].tolist(), strict=True
        )
    ]
    return numbers + [one for batch in chunk.states for one in _first_states(batch)]


def _first_states(batch: ReadingBatch) -> list[dict[str, Any]]:
    if batch.text is None:
        return []
    index, times, texts = batch.index[:SHOWN], batch.times[:SHOWN], batch.text[:SHOWN]
    return [
        {"series": batch.keys[at].text, "time": to_iso(time), "value": batch.texts[text]}
        for at, time, text in zip(index.tolist(), times.tolist(), texts.tolist(), strict=True)
    ]
