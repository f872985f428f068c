"""A query of a database: numbers are values, texts are tags."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..collecting.fields import Area, Choice, Text, Whole
from ..collecting.gathering import Gathering
from ..collecting.moments import micros_of
from ..collecting.read_only import run_query
from ..collector import Blocking, Gathered, collectors
from ..timerange import MINUTE

MOST_ROWS = 10_000
# The same database as `default`, in transactions of one moment.
HIDDEN = {"snapshot"}


class Database(Choice):
    """The aliases of Django's DATABASES."""

    def options(self) -> list[tuple[str, Any]]:
        return [(alias, alias) for alias in settings.DATABASES if alias not in HIDDEN]


@collectors.register("sql")
class Sql(Blocking):
    """Each row is read by the types of its columns: a number is a reading of the series
    NAME_COLUMN, a text a tag of it."""

    title = _("SQL query")
    about = _("A query of a database that can only read: numbers become readings, texts tags.")
    permission = "timeseries.collect_by_sql"
    settings = (
        Database("database", _("Database"), default="default"),
        Area(
            "query",
            _("Query"),
            required=True,
            help=_("One SELECT. A column called value is the series itself, others NAME_COLUMN."),
        ),
        Text("name", _("Name"), required=True, help=_("Of the series.")),
        Text("time", _("Column of times"), help=_("Empty: the time of the run.")),
        Whole("rows", _("Most rows"), default=1_000, least=1, most=MOST_ROWS),
    )
    interval = MINUTE
    example: ClassVar[Mapping[str, Any]] = {
        "query": "SELECT semantics, count(*) AS value FROM timeseries_series GROUP BY semantics",
        "name": "series_known",
    }

    def collect(self, at: int, seconds: float) -> Gathered:
        given = self.given
        # One more tells whether there are more.
        names, rows = run_query(given["database"], given["query"], seconds, given["rows"] + 1)
        gathering = Gathering()
        for row in rows[: given["rows"]]:
            self._take(gathering, names, row, at)
        if len(rows) > given["rows"]:
            gathering.leave_out(f"there are more than {given['rows']:,} rows")
        return gathering.done()

    def _take(
        self, gathering: Gathering, names: Sequence[str], row: Sequence[Any], at: int
    ) -> None:
        cells = dict(zip(names, row, strict=True))
        stamp = cells.pop(self.given["time"], at) if self.given["time"] else at
        try:
            time = at if stamp is at else micros_of(stamp)
        except ValueError as error:
            gathering.leave_out(f"{self.given['time']}: {error}")
            return
        tags = {name: text for name, text in cells.items() if isinstance(text, str) and text}
        for name, value in cells.items():
            if isinstance(value, int | float | Decimal):
                series = self.given["name"] + ("" if name == "value" else f"_{name}")
                gathering.add(series, tags, time, value)
            elif isinstance(value, date | bytes):
                gathering.leave_out(f"{name} is neither a number nor a text")
