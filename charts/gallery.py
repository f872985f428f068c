"""What the gallery shows: each kind of chart with readings of the demo or of this machine."""

import sys
from dataclasses import dataclass, field
from typing import Any

from .kind import kinds

CPU = 'machine_cpu{core="total"}'
CORES = 'machine_cpu{core!="total"}'
SEATTLE = "America/Los_Angeles"


@dataclass(frozen=True, slots=True)
class Shown:
    """One panel; `w` and `h` are its size on a grid of 12 columns."""

    kind: str
    title: str
    w: int
    h: int
    queries: list[dict[str, str]] = field(default_factory=list)
    unit: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """Panels that share a range."""

    title: str
    start: str
    end: str
    panels: tuple[Shown, ...]


def _of(series: str, label: str = "", **more: str) -> dict[str, str]:
    return {"series": series, "label": label, **more}


MACHINE = Section(
    "This machine, now",
    "now-5m",
    "now",
    (
        Shown("line", "Each core", 6, 4, [_of(CORES, "Core {core}")], "%", {"min": 0, "max": 100}),
        Shown(
            "area",
            "Memory",
            6,
            4,
            [_of("machine_memory_used", "Used"), _of("machine_memory_available", "Available")],
            "B",
            {"stack": True},
        ),
        Shown("bar", "Written to disk", 6, 4, [_of("machine_disk_write", "Written")], "B/s"),
        Shown("gauge", "Processor", 3, 4, [_of(CPU, "All cores")], "%", {"min": 0, "max": 100}),
        Shown("stat", "Load", 3, 4, [_of('machine_load{period="1m"}', "Load")]),
        Shown(
            "table",
            "Cores in figures",
            6,
            3,
            [_of(CPU, "All cores"), _of(CORES, "Core {core}")],
            "%",
        ),
        Shown(
            "top",
            "The busiest cores",
            6,
            3,
            [_of(CORES, "Core {core}")],
            "%",
            {"by": "mean", "limit": 8, "min": 0, "max": 100},
        ),
        Shown("candlestick", "Processor", 6, 5, [_of(CPU, "All cores")], "%"),
        Shown("density", "How busy, and when", 6, 5, [_of(CPU, "All cores")], "%", {"bins": 12}),
        Shown("histogram", "How busy, how often", 6, 5, [_of(CPU, "All cores")], "%"),
        Shown(
            "scatter",
            "Processor and its cores",
            6,
            5,
            [_of(CPU, "All cores"), _of(CORES, "Core {core}")],
            "%",
        ),
    ),
)
SUMMER = Section(
    "A summer in Seattle",
    "2015-05-01T00:00-07:00",
    "2015-10-01T00:00-07:00",
    (
        Shown(
            "states",
            "Weather",
            12,
            3,
            [_of("seattle_weather", "Seattle")],
            options={
                "names": dict(zip("01234", ("Sun", "Fog", "Drizzle", "Rain", "Snow"), strict=True))
            },
        ),
    ),
)
YEAR = Section(
    "A year in Seattle",
    "2010-01-01T00:00-08:00",
    "2011-01-01T00:00-08:00",
    (
        Shown(
            "heatmap",
            "Temperature by hour and day",
            12,
            6,
            [_of("seattle_temperature", "Temperature")],
            "°F",
            {"zone": SEATTLE},
        ),
    ),
)
YEARS = Section(
    "Four years in Seattle",
    "2012-01-01T00:00-08:00",
    "2016-01-01T00:00-08:00",
    (
        Shown(
            "calendar",
            "Warmest of each day",
            12,
            8,
            [_of("seattle_temperature_max", "Highest")],
            "°C",
            {"zone": SEATTLE},
        ),
        Shown(
            "scatter",
            "Coldest and warmest of the same days",
            6,
            6,
            [
                _of("seattle_temperature_min", "Lowest of the day"),
                _of("seattle_temperature_max", "Highest"),
            ],
            "°C",
        ),
        Shown("histogram", "Wind", 6, 6, [_of("seattle_wind", "Wind")], "m/s"),
    ),
)
LONG = Section(
    "Long records",
    "1958-01-01",
    "2002-01-01",
    (
        Shown(
            "candlestick",
            "Carbon dioxide at Mauna Loa, by the year",
            8,
            6,
            [_of("mauna_loa_co2", "CO₂", step="1y")],
            "ppm",
        ),
        Shown(
            "text",
            "About it",
            4,
            6,
            options={
                "text": "# The Keeling curve\n\nEvery week since **1958** the air above "
                "Mauna Loa has been measured. It *breathes*: plants take up carbon dioxide in "
                "the northern summer, and give it back in winter.\n\n"
                "| | ppm |\n|---|--:|\n| 1958 | 315 |\n| 2001 | 371 |\n\n"
                "[See the whole curve](/d/co2/)"
            },
        ),
    ),
)
SECTIONS = (MACHINE, SUMMER, YEAR, YEARS, LONG)


def shown() -> list[dict[str, Any]]:
    """The sections as the page needs them; ids of panels are their places in their section."""
    return [
        {
            "title": section.title,
            "start": section.start,
            "end": section.end,
            "panels": [_panel(place, one) for place, one in enumerate(section.panels)],
        }
        for section in SECTIONS
    ]


def _panel(place: int, one: Shown) -> dict[str, Any]:
    fields = ("kind", "title", "w", "h", "queries", "unit", "options")
    about = sys.modules[kinds[one.kind].__module__].__doc__ or ""
    return {
        "id": place,
        **{name: getattr(one, name) for name in fields},
        "about": " ".join(about.replace("`", "").split()),
        "series": [query["series"] for query in one.queries],
    }
