"""What the columns of a table stand for, where its first line does not say so itself.

Wide: some columns are series. Long: one column names the series (or all are of one), one has the
values, and others may hold tags.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..batch import NO_NOTE, Note
from ..series_key import SeriesKey


@dataclass(frozen=True, slots=True)
class Wide:
    """Columns by their names: the series of each, and the unit that it is given when it has
    none."""

    series: Mapping[str, SeriesKey]
    units: Mapping[SeriesKey, str] = field(default_factory=lambda: MappingProxyType({}))

    def note(self, key: SeriesKey) -> Note:
        unit = self.units.get(key)
        return Note(unit) if unit else NO_NOTE


@dataclass(frozen=True, slots=True)
class Long:
    """The column of series, or the name of all of them; the column of values; columns of tags,
    which are called as they are; and the unit of all."""

    value: str
    series: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    unit: str = ""

    def note(self, key: SeriesKey) -> Note:
        return Note(self.unit) if self.unit else NO_NOTE


Shape = Wide | Long
