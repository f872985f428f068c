"""Write fixtures/demo.json from the data and the dashboards in fixtures/data/."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from timeseries.series_key import SeriesKey
from timeseries.timerange import parse_iso

UTC, PACIFIC = ZoneInfo("UTC"), ZoneInfo("America/Los_Angeles")
# A fixture that changes with every run could not be compared.
UPDATED = "2026-01-01T00:00:00Z"

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """One column of a file, and the series that it becomes."""

    file: str
    column: str
    zone: ZoneInfo
    name: str
    unit: str
    label: str
    semantics: str = "gauge"
    codes: tuple[str, ...] = ()

    def value(self, text: str) -> float:
        """A number as it stands, a word by its place among the codes."""
        return self.codes.index(text) if self.codes else float(text)


WEATHER = ("sun", "fog", "drizzle", "rain", "snow")
HOURLY, DAILY = "seattle_hourly_temperature.csv", "seattle_daily_weather.csv"
SOURCES = (
    Source("mauna_loa_co2.csv", "co2", UTC, "mauna_loa_co2", "ppm", "CO₂ at Mauna Loa"),
    Source(DAILY, "precipitation", PACIFIC, "seattle_precipitation", "mm", "Rain a day", "total"),
    Source(DAILY, "temp_max", PACIFIC, "seattle_temperature_max", "°C", "Highest of the day"),
    Source(DAILY, "temp_min", PACIFIC, "seattle_temperature_min", "°C", "Lowest of the day"),
    Source(DAILY, "wind", PACIFIC, "seattle_wind", "m/s", "Wind of the day"),
    Source(DAILY, "weather", PACIFIC, "seattle_weather", "", "Weather", "step", WEATHER),
    Source(HOURLY, "temperature", PACIFIC, "seattle_temperature", "°F", "Temperature in Seattle"),
    Source("sunspots_yearly.csv", "sunspots", UTC, "sunspots", "count", "Sunspots"),
)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it is current")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.FIXTURE_DIRS[0])
        text = demo(folder / "data")
        target = folder / "demo.json"
        if not options["check"]:
            target.write_text(text, encoding="utf-8")
        elif target.read_text(encoding="utf-8") != text:
            raise CommandError("fixtures/demo.json is not current: run manage.py makedemo.")


def demo(folder: Path) -> str:
    """The fixture as JSON, one object a line."""
    dashboards = json.loads((folder / "dashboards.json").read_text(encoding="utf-8"))
    entries = [
        *(_series(source) for source in SOURCES),
        *(_dashboard(place, one) for place, one in enumerate(dashboards)),
        *(_panel(one["slug"], panel) for one in dashboards for panel in one["panels"]),
        *(reading for source in SOURCES for reading in _readings(folder, source)),
    ]
    lines = (json.dumps(entry, ensure_ascii=False) for entry in entries)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _entry(model: str, **fields: Any) -> Entry:
    return {"model": model, "fields": fields}


def _series(source: Source) -> Entry:
    return _entry(
        "timeseries.series",
        name=source.name,
        tags={},
        key=SeriesKey.of(source.name).text,
        unit=source.unit,
        label=source.label,
        semantics=source.semantics,
    )


def _dashboard(position: int, dashboard: Entry) -> Entry:
    fields = {name: part for name, part in dashboard.items() if name != "panels"}
    return _entry("charts.dashboard", **fields, position=position, updated_at=UPDATED)


def _panel(slug: str, panel: Entry) -> Entry:
    return _entry("charts.panel", dashboard=[slug], **panel)


def _readings(folder: Path, source: Source) -> Iterator[Entry]:
    """The readings of one column in the file's order; two at the same time are refused."""
    seen: dict[int, str] = {}
    with (folder / source.file).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            time = parse_iso(row["time"], source.zone)
            if time in seen:
                raise CommandError(
                    f"{source.file} has two rows at the same time, {seen[time]} and "
                    f"{row['time']}: one would overwrite the other."
                )
            seen[time] = row["time"]
            value = source.value(row[source.column])
            yield _entry("timeseries.reading", series=[source.name], time=time, value=value)
