"""What the columns of a table are: one column a series, or one of series and one of values.

Wide: `time,room_temperature,humidity`. Long, when there are just these three in any order:
`time,series,value`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..batch import SeriesKey
from ..errors import BadRequest
from ..ingest.protocols.readings_csv import COLUMNS

SERIES, VALUE = "series", "value"
# In the long shape the same names come again and again: of so many the key is at hand.
_KEYS = 32_768


@lru_cache(maxsize=_KEYS)
def key_of(text: str) -> SeriesKey:
    """The series of a key or a plain name. Raises ValueError with the reason it is refused."""
    return SeriesKey.parse(text)


@dataclass(slots=True)
class Layout:
    """Positions of columns: of times; in the long shape of series and of values (-1 in the
    wide one); in the wide one of each series, and of those that are refused, with the reason."""

    names: list[str]
    time: int
    series: int = -1
    value: int = -1
    keys: dict[int, SeriesKey] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Sequence[str], time: str) -> "Layout":
        """The layout of a table with these columns. Raises BadRequest."""
        bare = [name.strip() for name in names]
        if len(bare) > COLUMNS:
            raise BadRequest(f"A table takes at most {COLUMNS:,} columns; import it in parts.")
        if bare.count(time) != 1:
            raise BadRequest(
                f"The file takes one column called {time}; --time names the column of times."
            )
        layout = cls(list(names), bare.index(time))
        if sorted(bare) == sorted([time, SERIES, VALUE]):
            layout.series, layout.value = bare.index(SERIES), bare.index(VALUE)
        else:
            layout._name_columns()
        return layout

    @property
    def is_long(self) -> bool:
        return self.series >= 0

    @property
    def values(self) -> list[int]:
        """The positions of columns of values."""
        return [self.value] if self.is_long else list(self.keys)

    def key(self, column: int, cells: Sequence[Any]) -> SeriesKey:
        """The series of a value in a column of a row. Raises ValueError with the reason its
        name is refused."""
        if not self.is_long:
            return self.keys[column]
        name = cells[self.series]
        return key_of("" if name is None else str(name))

    def at(self, line: int, column: int) -> str:
        """Where a cell stands, for people."""
        name = self.names[column]
        return f"line {line}, column {name if len(name) <= 80 else name[:79] + '…'}"

    def refuse(self, column: int, reason: str) -> None:
        """Pass over a column of values. Raises BadRequest when it is the only one."""
        if self.is_long:
            raise BadRequest(f"The column {VALUE} cannot be read: {reason}.")
        del self.keys[column]
        self.refused[column] = reason

    def only(self, columns: Sequence[int]) -> "Layout":
        """The layout of the table that has only these columns of values."""
        if self.is_long:
            return self
        names = [self.names[column] for column in (self.time, *columns)]
        keys = {place: self.keys[column] for place, column in enumerate(columns, start=1)}
        return Layout(names, 0, keys=keys)

    def _name_columns(self) -> None:
        places: dict[SeriesKey, int] = {}
        for column, name in enumerate(self.names):
            if column == self.time:
                continue
            try:
                self.keys[column] = SeriesKey.parse(name)
            except ValueError as error:
                self.refused[column] = str(error)
                continue
            if places.setdefault(self.keys[column], column) != column:
                raise BadRequest(f"Column {column + 1} is the series of one before it.")
