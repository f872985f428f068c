"""What the columns of a table are: one column a series, or one of series and one of values.

Wide: `time,room_temperature,humidity`. Long, when there are just these three in any order:
`time,series,value`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..errors import BadRequest
from ..ingest.protocols.readings_csv import COLUMNS
from ..series_key import SeriesKey
from .mapping import Long, Shape, Wide

SERIES, VALUE = "series", "value"
# In the long shape the same names come again and again: of so many the key is at hand.
_KEYS = 32_768
# Between the name of a series and the values of its tags: no name has it in it.
SEPARATOR = "\x1f"


@lru_cache(maxsize=_KEYS)
def key_of(text: str) -> SeriesKey:
    """The series of a key or a plain name. Raises ValueError with the reason it is refused."""
    return SeriesKey.parse(text)


@dataclass(slots=True)
class Layout:
    """Positions of columns: of times; in the long shape of series (-1 where all have one `name`)
    and of values (-1 in the wide one), and of tags by their names; in the wide one of each
    series, and of those that are refused, with the reason."""

    names: list[str]
    time: int
    series: int = -1
    value: int = -1
    keys: dict[int, SeriesKey] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    name: str = ""
    tags: dict[str, int] = field(default_factory=dict)
    # Series of which there were numbers so far: a text of them is a mistake.
    numeric: set[SeriesKey] = field(default_factory=set)

    @classmethod
    def of(cls, names: Sequence[str], time: str, shape: Shape | None = None) -> "Layout":
        """The layout of a table with these columns; `shape` is what somebody says that they
        are, and not the table itself. Raises BadRequest."""
        bare = [name.strip() for name in names]
        if len(bare) > COLUMNS:
            raise BadRequest(f"A table takes at most {COLUMNS:,} columns; import it in parts.")
        if bare.count(time) != 1:
            raise BadRequest(
                f"The file takes one column called {time}; --time names the column of times."
            )
        layout = cls(list(names), bare.index(time))
        if isinstance(shape, Long):
            layout._map_long(shape, bare)
        elif shape is not None:
            layout._map_wide(shape, bare)
        elif sorted(bare) == sorted([time, SERIES, VALUE]):
            layout.series, layout.value = bare.index(SERIES), bare.index(VALUE)
        else:
            layout._name_columns()
        return layout

    @property
    def is_long(self) -> bool:
        return self.value >= 0

    @property
    def values(self) -> list[int]:
        """The positions of columns of values."""
        return [self.value] if self.is_long else list(self.keys)

    def key(self, column: int, cells: Sequence[Any]) -> SeriesKey:
        """The series of a value in a column of a row. Raises ValueError with the reason its
        name is refused."""
        if not self.is_long:
            return self.keys[column]
        places = [*([self.series] if self.series >= 0 else []), *self.tags.values()]
        texts = ["" if cells[place] is None else str(cells[place]) for place in places]
        return self.key_of(SEPARATOR.join(texts if self.series >= 0 else [self.name, *texts]))

    def key_of(self, text: str) -> SeriesKey:
        """The series of the long shape's cells, joined. Raises ValueError with the reason."""
        if not self.tags:
            return key_of(text)
        name, *values = text.split(SEPARATOR)
        if len(values) != len(self.tags):
            raise ValueError("the series name or a tag has a control character")
        key = key_of(name)
        tags = zip(self.tags, values, strict=True)
        # An empty cell is a tag that this one has not.
        return SeriesKey.of(key.name, {**dict(key.tags), **{tag: v for tag, v in tags if v}})

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
        return Layout(names, 0, keys=keys, numeric=self.numeric)

    def _map_long(self, shape: Long, bare: list[str]) -> None:
        self.value = _place(shape.value, bare)
        self.series = _place(shape.series, bare) if shape.series else -1
        self.name = shape.name
        self.tags = {tag: _place(tag, bare) for tag in shape.tags}

    def _map_wide(self, shape: Wide, bare: list[str]) -> None:
        self.keys = {_place(name, bare): key for name, key in shape.series.items()}

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


def _place(name: str, bare: Sequence[str]) -> int:
    if bare.count(name) != 1:
        raise BadRequest(f"The file takes one column called {name}: there are {bare.count(name)}.")
    return bare.index(name)
