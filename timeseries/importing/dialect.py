"""How a CSV file separates its cells and writes its numbers and letters, as its first lines tell:
a German spreadsheet has `31.12.2026 23:59;21,5`, and its own encoding."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..ingest.numbers import cell_number

# The comma last: where decimals have it too, another one separates.
SEPARATORS = (";", "\t", "|", ",")
POINT, COMMA = ".", ","
DECIMALS = (POINT, COMMA)
UTF_8, WINDOWS = "utf-8", "windows-1252"
ENCODINGS = (UTF_8, WINDOWS)
# So many lines are looked at.
LINES = 50
_WITH_COMMA = re.compile(r"[-+]?\d*,\d+")
_WITH_POINT = re.compile(r"[-+]?\d*\.\d+")


@dataclass(frozen=True, slots=True)
class Dialect:
    separator: str = ","
    decimal: str = POINT
    encoding: str = UTF_8

    def utf_8(self, content: bytes) -> bytes:
        """The same letters in UTF-8. What is in UTF-8 stays, with its mistakes."""
        if self.encoding == UTF_8:
            return content
        return content.decode(self.encoding, errors="replace").encode()

    def number(self, cell: str) -> float:
        """Raises ValueError with the reason."""
        cell = cell.strip()
        if self.decimal == POINT:
            return cell_number(cell)
        if POINT in cell:
            # It may stand between thousands.
            raise ValueError("a point in a number is not read where decimals have a comma")
        return cell_number(cell.replace(COMMA, POINT))


def cells_of(content: bytes, separator: str) -> list[str]:
    """The cells of a line; none for an empty one. Raises ValueError with the reason."""
    try:
        text = content.decode().removesuffix("\r")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 (byte {error.start + 1}: {error.reason})") from None
    try:
        return next(csv.reader([text], strict=True, delimiter=separator), [])
    except csv.Error as error:
        raise ValueError(f"it is not CSV ({error})") from None


def dialect_of(content: bytes, time: str = "") -> Dialect:
    """That of a file that begins so; `time` is a column that its first line has to name. Where
    nothing tells it is a comma between cells and a point in numbers."""
    lines = [line for line in content.split(b"\n", LINES)[:LINES] if line.strip()]
    encoding = _encoding(lines)
    lines = [Dialect(encoding=encoding).utf_8(line) for line in lines]
    found, best = Dialect(encoding=encoding), (0.0, 0)
    for separator in SEPARATORS:
        rows = [_cells(line, separator) for line in lines]
        width = len(rows[0]) if rows else 0
        if width < 2 or (time and time not in map(str.strip, rows[0])):
            continue
        fitting = sum(len(row) == width for row in rows) / len(rows), width
        if fitting > best:
            found, best = Dialect(separator, _decimal(rows[1:], separator), encoding), fitting
    return found


def _encoding(lines: Sequence[bytes]) -> str:
    """UTF-8 unless it is in none of the lines that have more than ASCII."""
    told = {_is_utf_8(line) for line in lines if not line.isascii()}
    return WINDOWS if told == {False} else UTF_8


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _cells(line: bytes, separator: str) -> list[str]:
    try:
        return cells_of(line, separator)
    except ValueError:
        return []


def _decimal(rows: Sequence[Sequence[str]], separator: str) -> str:
    cells = [cell.strip() for row in rows for cell in row]
    commas = sum(1 for cell in cells if _WITH_COMMA.fullmatch(cell))
    points = sum(1 for cell in cells if _WITH_POINT.fullmatch(cell))
    return COMMA if separator != COMMA and commas > points else POINT
