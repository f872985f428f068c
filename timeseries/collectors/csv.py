"""CSV over HTTP: the columns of a table, each a series, or values by their names."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from ..collecting.fields import Choice, Text
from ..collecting.gathering import Gathering
from ..collecting.http_settings import ADDRESS, CREDENTIALS, check_status, request_of, text_of
from ..collecting.moments import micros_of
from ..collecting.timetable import check_zone
from ..collecting.waiting import in_thread
from ..collecting.web import fetch
from ..collector import Gathered, Waiting, collectors
from ..errors import CannotCollect
from ..ingest.numbers import TRUTHS

MOST_ROWS = 100_000
DELIMITERS = (("auto", _("Found out")), (",", ","), (";", ";"), ("tab", _("Tab")), ("|", "|"))
SMALL = 32_768


class Zone(Text):
    """A time zone by its name."""

    def _read(self, given: Any) -> Any:
        text = super()._read(given)
        check_zone(text)
        return text


@collectors.register("csv")
class Csv(Waiting):
    """A table with names in its first line."""

    title = _("CSV over HTTP")
    about = _("A table with the names of its columns in the first line.")
    settings = (
        ADDRESS,
        Text("name", _("Name"), help=_("Before the name of each column, as in NAME_COLUMN.")),
        Text("time", _("Column of times"), help=_("Empty: the last row alone, as of the run.")),
        Zone("zone", _("Time zone"), help=_("Of times that name none."), default="UTC"),
        Text(
            "columns", _("Columns"), help=_("Those to store, with commas; empty: all with numbers.")
        ),
        Text("tags", _("Columns of tags"), help=_("With commas: their texts become tags.")),
        Choice("delimiter", _("Delimiter"), default="auto", choices=DELIMITERS),
        *CREDENTIALS,
    )
    example: ClassVar[Mapping[str, Any]] = {
        "address": "http://localhost:8000/table.csv",
        "time": "time",
    }

    async def collect(self, at: int, seconds: float) -> Gathered:
        answer = await fetch(request_of(self.given, "text/csv,*/*;q=0.5"), seconds)
        check_status(answer, self.given["address"])
        text = text_of(answer)
        if len(text) > SMALL:
            return await in_thread(lambda: self.read(text, at))
        return self.read(text, at)

    def read(self, text: str, at: int) -> Gathered:
        """The readings of a table. Raises CannotCollect."""
        lines = text.splitlines()
        if not lines:
            raise CannotCollect("The table is empty.")
        rows = csv.reader(lines, delimiter=self._delimiter(lines[0]))
        try:
            names = [name.strip() for name in next(rows)]
            table = _Table(self.given, names)
            every = [(rows.line_num, row) for row in rows if row]
        except csv.Error as error:
            raise CannotCollect(f"The table cannot be read: {error}.") from None
        if not self.given["time"]:
            every = every[-1:]
        for line, row in every[-MOST_ROWS:]:
            table.take(line, row, at)
        return table.gathering.done()

    def _delimiter(self, line: str) -> str:
        given: str = self.given["delimiter"]
        if given == "auto":
            return max(",;\t|", key=line.count)
        return "\t" if given == "tab" else given


class _Table:
    """The columns of one table and what is gathered of its rows."""

    def __init__(self, given: Mapping[str, Any], names: list[str]) -> None:
        self.gathering = Gathering()
        self._prefix = f"{given['name']}_" if given["name"] else ""
        self._zone = ZoneInfo(given["zone"])
        self._names = names
        self._time = self._place(given["time"]) if given["time"] else None
        self._tags = [self._place(name) for name in _listed(given["tags"])]
        self._asked = bool(given["columns"])
        wanted = [self._place(name) for name in _listed(given["columns"])] or range(len(names))
        self._values = [place for place in wanted if place not in {self._time, *self._tags}]

    def take(self, line: int, row: list[str], at: int) -> None:
        if len(row) != len(self._names):
            self.gathering.leave_out(f"row {line} has {len(row)} cells, not {len(self._names)}")
            return
        try:
            time = at if self._time is None else micros_of(row[self._time], self._zone)
        except ValueError as error:
            self.gathering.leave_out(f"row {line}: {error}")
            return
        tags = {self._names[place]: row[place].strip() for place in self._tags}
        tags = {name: text for name, text in tags.items() if text}
        for place, text in self._cells(row):
            value = TRUTHS.get(text.lower(), text)
            self.gathering.add(self._prefix + self._names[place], tags, time, value)

    def _cells(self, row: list[str]) -> Iterator[tuple[int, str]]:
        for place in self._values:
            text = row[place].strip()
            # Columns that nobody asked for may hold anything.
            if text and (self._asked or _may_be_number(text)):
                yield place, text

    def _place(self, name: str) -> int:
        if name not in self._names:
            raise CannotCollect(f"The table has no column {name!r}: it has {self._names[:20]}.")
        return self._names.index(name)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _may_be_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
